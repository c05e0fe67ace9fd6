using System.Collections.Immutable;

namespace Reliably.GitOps.Processes;

/// <summary>
/// A process as a value: a program, a list of arguments (never a joined string) and its whole environment (nothing is inherited).
/// Standard input is empty unless <see cref="Input"/> says otherwise.
/// </summary>
public sealed record ProcessCommand
{
    /// <summary>Path of the program, or a name that is looked up on the PATH of <see cref="Environment"/>.</summary>
    public required string Program { get; init; }

    public ImmutableArray<string> Arguments { get; init; } = [];

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string WorkingFolder { get; init; }

    /// <summary>Bytes for its standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Longest time until it has ended and its output is closed; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Bytes that are kept of each of its streams, while they are read: the beginning and the end. Null keeps all.</summary>
    public int? LongestOutput { get; init; }

    /// <summary>How it is ended when it is stopped or takes too long.</summary>
    public StopPolicy Stop { get; init; } = StopPolicy.TermThenKillTree(TimeSpan.FromSeconds(5));
}

/// <summary>How a process is ended.</summary>
/// <param name="Grace">Time between SIGTERM and SIGKILL; zero sends SIGKILL at once.</param>
/// <param name="WholeTree">Its whole process group is meant, not only the process itself.</param>
public sealed record StopPolicy(TimeSpan Grace, bool WholeTree)
{
    /// <summary>What Python's <c>subprocess</c> does at a timeout: the direct child alone is killed.</summary>
    public static StopPolicy KillChild { get; } = new(TimeSpan.Zero, false);

    public static StopPolicy TermThenKillTree(TimeSpan grace) => new(grace, true);
}

/// <summary>How a process came to its end.</summary>
public enum ProcessEnd
{
    Exited,
    TimedOut,
    Stopped,
}

/// <summary>A process that is over.</summary>
/// <param name="Status">Its exit status, or minus the number of the signal that ended it (waitpid's distinction, as Python shows it).</param>
/// <param name="Output">Standard output; what came before it was stopped, if it was.</param>
/// <param name="Error">Standard error.</param>
/// <param name="End">Whether it ended by itself.</param>
public sealed record ProcessResult(int Status, ReadOnlyMemory<byte> Output, ReadOnlyMemory<byte> Error, ProcessEnd End)
{
    public string OutputText => System.Text.Encoding.UTF8.GetString(Output.Span);

    public string ErrorText => System.Text.Encoding.UTF8.GetString(Error.Span);
}

/// <summary>A process that could not be started: no such program, no permission, no memory.</summary>
public sealed class ProcessStartException(string program, string reason) : Exception($"'{program}' could not be started: {reason}")
{
    public string Program { get; } = program;

    public string Reason { get; } = reason;
}
