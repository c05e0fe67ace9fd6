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
        WorkingFolder = Environment.CurrentDirectory,
        Variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(static entry => (string)entry.Key, static entry => (string?)entry.Value ?? "", StringComparer.Ordinal),
    };
}
