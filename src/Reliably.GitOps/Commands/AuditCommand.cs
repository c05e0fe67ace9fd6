using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Reliably.GitOps.Documents;
using Reliably.GitOps.PullRequests;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably audit</c>: what was asked of a service in comments, by whom, and what became of it.</summary>
internal static class AuditCommand
{
    public static Command Create(Terminal terminal)
    {
        var data = new Option<string?>("--data") { Description = "Data folder of the service (default: the variable RELIABLY_DATA)." };
        var since = new Option<string?>("--since") { Description = "Only what is newer: a time (2026-11-22T09:00Z) or how long ago (2h, 7d)." };
        var actor = new Option<string?>("--actor") { Description = "Only what this person asked for." };
        var format = new Option<string>("--format") { Description = "text, or json for programs.", DefaultValueFactory = static _ => "text" };
        format.Among("text", "json");
        var command = new Command("audit", "Lists what was asked of a service in comments: who, what, for which commit, and what became of it.") { data, since, actor, format };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(data), parsed.GetValue(since), parsed.GetValue(actor), parsed.GetValue(format)!));
        return command;
    }

    private static int Run(Terminal terminal, string? data, string? since, string? actor, string format)
    {
        if (since is not null && SinceOf(since, terminal.Clock.GetUtcNow()) is null)
        {
            terminal.Error.WriteLine($"reliably: '{since}' is no time. Write 2026-11-22T09:00Z, or how long ago: 2h, 7d.");
            return ExitCodes.WrongUsage;
        }

        var from = since is null ? DateTimeOffset.MinValue : SinceOf(since, terminal.Clock.GetUtcNow())!.Value;
        var log = new AuditLog(FolderOf(terminal, data));
        var entries = Read(log, out var torn).Where(entry => entry.At >= from && (actor is null || string.Equals(entry.Actor, actor.TrimStart('@'), StringComparison.OrdinalIgnoreCase))).ToImmutableArray();
        if (format == "json") terminal.Output.Write(JsonWriter.Indented(DataNode.Mapping.Create(("decisions", new DataNode.Sequence([.. entries.Select(static entry => JsonReader.Parse(entry.Write()))])))) + "\n");
        else if (entries.IsEmpty) terminal.Error.WriteLine("Nothing was asked.");
        else terminal.Output.Write(TextTable.Aligned([.. entries.Select(Row)]));
        if (torn > 0) terminal.Error.WriteLine($"reliably: {(torn == 1 ? "1 line" : $"{torn} lines")} of {log.Path} cannot be read: a crash may have cut what stood there.");
        return ExitCodes.Ok;
    }

    private static string[] Row(AuditEntry entry) =>
    [
        entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        entry.Actor,
        string.Create(CultureInfo.InvariantCulture, $"{entry.Repository}#{entry.Number}"),
        entry.Decision,
        entry.Command + (entry.Commit is { Length: > 7 } commit ? $" ({commit[..7]})" : ""),
        entry.Decision == "done" ? "" : entry.Reason ?? "",
    ];

    private static ImmutableArray<AuditEntry> Read(AuditLog log, out int torn)
    {
        try
        {
            return log.Read(out torn);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"The audit log cannot be read: {exception.Message}", $"It is {log.Path}, and only the account of the service may read it.", exception);
        }
    }

    private static DateTimeOffset? SinceOf(string text, DateTimeOffset now) =>
        Quantities.Duration(text) is { } ago ? now - ago
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static string FolderOf(Terminal terminal, string? data)
    {
        var named = data ?? terminal.Variables.GetValueOrDefault("RELIABLY_DATA");
        if (string.IsNullOrEmpty(named)) throw new CannotRunException("It is not known which service is meant.", "Name its data folder with --data DIR, or in the variable RELIABLY_DATA.");
        var folder = Path.GetFullPath(named, terminal.WorkingFolder);
        return DataFolder.Is(folder)
            ? folder
            : throw new CannotRunException($"'{folder}' is not the data folder of a service.", "Name the folder that 'reliably serve' was given with --data, or as 'data' of its configuration.");
    }
}
