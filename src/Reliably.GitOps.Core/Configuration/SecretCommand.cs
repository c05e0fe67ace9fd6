using System.Collections.Immutable;

namespace Reliably.GitOps.Configuration;

/// <summary>
/// A command whose output is a secret (<c>vault kv get</c>, <c>op read</c>, <c>sops -d</c>). It is written by whoever runs the machine, never by
/// a repository, which only says its name.
/// </summary>
public sealed record SecretCommand
{
    public static TimeSpan StandardTimeout { get; } = TimeSpan.FromSeconds(30);

    public required string Name { get; init; }

    /// <summary>The program and its arguments; no shell reads them.</summary>
    public required ImmutableArray<string> Line { get; init; }

    /// <summary>Variables of the service that the command sees besides the few that every run sees and <c>HOME</c>.</summary>
    public ImmutableArray<string> Variables { get; init; } = [];

    public TimeSpan Timeout { get; init; } = StandardTimeout;

    /// <summary>Letters, digits, <c>-</c>, <c>_</c> and <c>.</c>: a command line is none, whoever tries to write one.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 100 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && text[0] != '-';
}
