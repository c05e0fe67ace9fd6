using System.Globalization;
using System.Numerics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Environments;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

/// <summary>A decision about a command, for the audit log: who asked for what, what became of it, and why.</summary>
public sealed record AuditEntry
{
    /// <summary>Characters of a text of others.</summary>
    private const int Longest = 500;

    /// <summary>When it was decided, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>owner/name</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Number of the pull request or issue.</summary>
    public required int Number { get; init; }

    /// <summary>The comment.</summary>
    public required long Comment { get; init; }

    /// <summary>Login of whoever wrote it.</summary>
    public required string Actor { get; init; }

    /// <summary>The role that was read for the decision; null where none was asked for.</summary>
    public string? Role { get; init; }

    /// <summary>The line, without values that may be secrets.</summary>
    public required string Command { get; init; }

    /// <summary>The commit that it was bound to; null where it was bound to none.</summary>
    public string? Commit { get; init; }

    /// <summary><c>done</c>, <c>refused</c>, <c>passed-over</c>, <c>not-understood</c> or <c>withdrawn</c>.</summary>
    public required string Decision { get; init; }

    /// <summary>Why, or what came of it, as a sentence; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// A line as it may be kept: on one line, cut, and without the values of <c>name=value</c>, which may be anything. A word that looks like a secret is
    /// left out wherever it stands, and so is a question.
    /// </summary>
    public static string Redacted(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (CommandGrammar.Read(line) is CommandReading.Read { Command: PullRequestCommand.Ask }) return CommandGrammar.Prefix + " ask …";
        var words = CommandWord.Split(Line(line), out var wrong);
        return wrong is null
            ? string.Join(' ', words.Select(static word => word.Name is { } name && !name.StartsWith('/') ? $"{name}=…" : SecretShapes.Of(word.Text) is not null ? "…" : word.IsQuoted ? $"\"{word.Text}\"" : word.Text))
            : CommandGrammar.Prefix + " …";
    }

    /// <summary>One line of JSON, without its line feed.</summary>
    public string Write() => JsonWriter.Compact(DataNode.Mapping.Create(
        ("at", DataNode.Of(ExecutionRecordJson.TimeText(At))),
        ("repository", DataNode.Of(Repository)),
        ("number", DataNode.Of(Number)),
        ("comment", DataNode.Of(Comment)),
        ("actor", DataNode.Of(Line(Actor))),
        ("role", Optional(Role)),
        ("command", DataNode.Of(Line(Command))),
        ("commit", Optional(Commit)),
        ("decision", DataNode.Of(Decision)),
        ("reason", Optional(Reason))));

    /// <summary>What <see cref="Write"/> wrote; null where the line is none, or half of one.</summary>
    public static AuditEntry? Read(ReadOnlySpan<byte> line)
    {
        if (JsonReader.TryParse(line, out _) is not DataNode.Mapping root || TextOf(root, "actor") is not { } actor || TextOf(root, "decision") is not { } decision) return null;
        if (!DateTimeOffset.TryParse(TextOf(root, "at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)) return null;
        return new()
        {
            At = at,
            Repository = TextOf(root, "repository") ?? "",
            Number = root["number"] is DataNode.Integer number ? (int)BigInteger.Clamp(number.Value, 0, int.MaxValue) : 0,
            Comment = root["comment"] is DataNode.Integer comment ? (long)BigInteger.Clamp(comment.Value, 0, long.MaxValue) : 0,
            Actor = actor,
            Role = TextOf(root, "role"),
            Command = TextOf(root, "command") ?? "",
            Commit = TextOf(root, "commit"),
            Decision = decision,
            Reason = TextOf(root, "reason"),
        };
    }

    private static string? TextOf(DataNode.Mapping root, string name) => (root[name] as DataNode.Text)?.Value;

    private static DataNode Optional(string? text) => text is null ? DataNode.None : DataNode.Of(Line(text));

    private static string Line(string text) => Reports.MarkdownText.Cut(Reports.MarkdownText.OneLine(text), Longest);
}
