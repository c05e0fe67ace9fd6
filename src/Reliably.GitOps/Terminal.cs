namespace Reliably.GitOps;

/// <summary>
/// Where a verb writes: standard output is the result, standard error the talk. Tests pass their own writers, so every verb runs in process.
/// </summary>
public sealed record Terminal
{
    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Colour and moving progress are allowed: standard error is a terminal and <c>NO_COLOR</c> is not set.</summary>
    public bool Interactive { get; init; }

    /// <summary>Findings may be coloured: standard output is a terminal that takes colours and <c>NO_COLOR</c> is not set.</summary>
    public bool Colour { get; init; }

    /// <summary>Cells in a line of standard output; null where it is no terminal. Asked only by those who draw.</summary>
    public Func<int?> Width { get; init; } = static () => null;

    /// <summary>Opens standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = static () => Stream.Null;

    /// <summary>Somebody is there to answer questions: standard input and standard error are a terminal. Asked only by those who would ask.</summary>
    public Func<bool> Asks { get; init; } = static () => false;

    /// <summary>The folder the user stands in.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>The caller's environment.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The terminal this process was started in.</summary>
    public static Terminal OfProcess() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        Interactive = !Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        Colour = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"),
        Width = static () => Console.IsOutputRedirected ? null : Math.Max(1, Console.WindowWidth),
        OpenInput = Console.OpenStandardInput,
        Asks = static () => !Console.IsInputRedirected && !Console.IsErrorRedirected,
        WorkingFolder = Environment.CurrentDirectory,
        Variables = VariablesOfProcess(),
    };

    /// <summary>A plain loop: this is on the way of every command, and what LINQ makes of it is compiled at each start.</summary>
    private static Dictionary<string, string> VariablesOfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = Environment.GetEnvironmentVariables().GetEnumerator();
        while (entries.MoveNext()) variables[(string)entries.Key] = (string?)entries.Value ?? "";
        return variables;
    }
}
