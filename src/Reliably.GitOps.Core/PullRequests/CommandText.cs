using System.Collections.Immutable;

namespace Reliably.GitOps.PullRequests;

/// <summary>Writes a command as a line that means the same when it is read again: for lines to copy, and for logs.</summary>
public static class CommandText
{
    /// <summary>The line; null where a name holds a double quote, which no line can say.</summary>
    public static string? Write(PullRequestCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        string?[]? words = command switch
        {
            PullRequestCommand.Explain { Document: { } document } => [Name(document)],
            PullRequestCommand.Run run => Run(run),
            PullRequestCommand.Stop stop => [stop.Execution ?? "all", .. If(stop.SkipRollbacks, "skip-rollbacks")],
            PullRequestCommand.Pause pause => [pause.Execution, .. If(pause.For is not null, Duration(pause.For))],
            PullRequestCommand.Resume resume => [resume.Execution],
            PullRequestCommand.Approve approve => [approve.Execution],
            PullRequestCommand.EmergencyStop emergency => [emergency.On ? "on" : "off"],
            PullRequestCommand.Ask ask => [ask.Question],
            PullRequestCommand.Edit.New made => [Name(made.Template), .. If(made.Name is not null, "as", made.Name is null ? "" : Name(made.Name)), .. Values(made.Values)],
            PullRequestCommand.Edit.Add add => [Name(add.Starter), "to", Name(add.Experiment), .. If(add.Part is not null, add.Part), .. Values(add.Values)],
            PullRequestCommand.Edit.Templatize templatize => [Name(templatize.Experiment)],
            _ => [],
        };
        return words.Contains(null) ? null : string.Join(' ', [CommandGrammar.Prefix, command.Verb, .. words]);
    }

    private static string?[] Run(PullRequestCommand.Run run) =>
    [
        Name(run.Target),
        .. If(run.Environment is not null, "on", run.Environment is null ? "" : Name(run.Environment)),
        .. If(run.Dry, "dry"),
        .. If(run.At is not null, "at", run.At?.Value),
    ];

    private static string? Name(string text) => CommandWord.Quoted(text);

    private static IEnumerable<string?> Values(ImmutableDictionary<string, string> values) =>
        values.OrderBy(static one => one.Key, StringComparer.Ordinal).Select(static one => CommandWord.Quoted(one.Value, isValue: true) is { } value ? $"{one.Key}={value}" : null);

    private static string?[] If(bool condition, params string?[] words) => condition ? words : [];

    /// <summary>In whole milliseconds at the finest, the larger unit first.</summary>
    private static string Duration(TimeSpan? time) => time is not { } length ? "" : string.Concat(new (int Count, string Unit)[]
    {
        (length.Days, "d"), (length.Hours, "h"), (length.Minutes, "m"), (length.Seconds, "s"), (length.Milliseconds, "ms"),
    }.Where(static part => part.Count > 0).Select(static part => FormattableString.Invariant($"{part.Count}{part.Unit}")));
}
