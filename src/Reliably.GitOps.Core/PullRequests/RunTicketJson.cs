using System.Globalization;
using System.Numerics;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.PullRequests;

/// <summary>Writes and reads tickets of runs: the service's own files.</summary>
public static class RunTicketJson
{
    public static string Write(RunTicket ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        return JsonWriter.Indented(DataNode.Mapping.Create(
            ("version", DataNode.Of(1)),
            ("number", DataNode.Of(ticket.Number)),
            ("comment", DataNode.Of(ticket.Comment)),
            ("head", DataNode.Of(ticket.Head.Value)),
            ("base", DataNode.Of(ticket.Base.Value)),
            ("branch", DataNode.Of(ticket.Branch)),
            ("target", DataNode.Of(ticket.Wish.Target)),
            ("asked_environment", Optional(ticket.Wish.Environment)),
            ("dry", DataNode.Of(ticket.Wish.Dry)),
            ("actor", DataNode.Of(ticket.Wish.Actor)),
            ("plan", Optional(ticket.Plan?.Value)),
            ("environment", Optional(ticket.Environment?.Value)),
            ("deployment", DataNode.Of(ticket.Deployment.Value)),
            ("asked_at", Optional(ticket.AskedAt)),
            ("granted", DataNode.Of(ExecutionRecordJson.TimeText(ticket.Granted))),
            ("journal_limit", DataNode.Of(ticket.JournalLimit)),
            ("executions", new DataNode.Sequence([.. ticket.Executions.Select(Write)])))) + "\n";
    }

    /// <summary>Reads a ticket; null where the text is none.</summary>
    public static RunTicket? TryRead(string text)
    {
        try
        {
            return JsonReader.TryParse(Encoding.UTF8.GetBytes(text), out _) is DataNode.Mapping root ? Read(root) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static RunTicket Read(DataNode.Mapping root) => new()
    {
        Number = (int)Number(root, "number"),
        Comment = Number(root, "comment"),
        Head = CommitSha.Parse(Text(root, "head")),
        Base = CommitSha.Parse(Text(root, "base")),
        Branch = Text(root, "branch"),
        Wish = new()
        {
            Number = (int)Number(root, "number"),
            Target = Text(root, "target"),
            Environment = OptionalText(root, "asked_environment"),
            Dry = root["dry"] is DataNode.Boolean { Value: true },
            Actor = Text(root, "actor"),
        },
        Plan = OptionalText(root, "plan") is { } plan ? Slug.Parse(plan) : null,
        Environment = OptionalText(root, "environment") is { } environment ? Slug.Parse(environment) : null,
        Deployment = Slug.Parse(Text(root, "deployment")),
        AskedAt = OptionalText(root, "asked_at"),
        Granted = DateTimeOffset.Parse(Text(root, "granted"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        JournalLimit = Number(root, "journal_limit"),
        Executions = root["executions"] is DataNode.Sequence { Items: var items } ? [.. items.OfType<DataNode.Mapping>().Select(ReadEntry)] : throw Wrong("executions"),
    };

    private static DataNode Write(RunTicketEntry entry) => DataNode.Mapping.Create(
        ("execution", DataNode.Of(entry.Id.Value)),
        ("experiment", DataNode.Of(entry.Experiment.Value)),
        ("result", entry.Result is { } result ? Write(result) : DataNode.None));

    private static DataNode.Mapping Write(RunResult result) => DataNode.Mapping.Create(
        ("verdict", DataNode.Of(Verdicts.NameOf(result.Verdict))),
        ("reason", DataNode.Of(result.Reason)),
        ("took_ms", DataNode.Of((long)result.Took.TotalMilliseconds)),
        ("has_journal", DataNode.Of(result.HasJournal)),
        ("commit", Optional(result.Commit?.Value)));

    private static RunTicketEntry ReadEntry(DataNode.Mapping entry) =>
        new(ExecutionId.Parse(Text(entry, "execution")), Slug.Parse(Text(entry, "experiment")), entry["result"] is DataNode.Mapping result ? ReadResult(result) : null);

    private static RunResult ReadResult(DataNode.Mapping result) => new(
        Verdicts.Parse(Text(result, "verdict")),
        Text(result, "reason"),
        TimeSpan.FromMilliseconds(Number(result, "took_ms")),
        result["has_journal"] is DataNode.Boolean { Value: true },
        CommitSha.TryParse(OptionalText(result, "commit"), out var commit) ? commit : null);

    private static DataNode Optional(string? text) => text is null ? DataNode.None : DataNode.Of(text);

    private static string Text(DataNode.Mapping from, string name) => OptionalText(from, name) ?? throw Wrong(name);

    private static string? OptionalText(DataNode.Mapping from, string name) => (from[name] as DataNode.Text)?.Value;

    private static long Number(DataNode.Mapping from, string name) => from[name] is DataNode.Integer { Value: var value } ? (long)BigInteger.Clamp(value, 0, long.MaxValue) : throw Wrong(name);

    private static FormatException Wrong(string name) => new($"The ticket's '{name}' is missing or is not what it should be.");
}
