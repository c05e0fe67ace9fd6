using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Executions.Control;
using Reliably.GitOps.Executions.Guards;
using Reliably.GitOps.Guards;
using Reliably.GitOps.Reports;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Directs what runs of a repository, whichever of its watched branches asked for it: stop, pause, resume, the emergency stop. It reaches no execution of another
/// repository.
/// </summary>
internal sealed class RunningCommands(PullRequestSite site)
{
    private const int MostShown = 10;

    /// <summary>Oldest first.</summary>
    private ImmutableArray<RunningExecution> Running => [.. site.Branches.SelectMany(static parts => parts.Running.All).OrderBy(static one => one.Order.Id.Value, StringComparer.Ordinal)];

    /// <summary>Where comments order the emergency stop: beside each branch, so that the order outlives one that is watched no longer.</summary>
    private IEnumerable<EmergencyFile> Orders => site.Branches.Select(static parts => parts.Folder.EmergencyStop);

    public CommandReply Stop(CommandCall call, PullRequestCommand.Stop stop)
    {
        if (stop.Execution is { } named) return Direct(named, call, control => control.Stop(Request(call, stop)));
        var running = Running;
        if (running.IsEmpty) return CommandReply.Refused("Nothing runs for this repository.");
        var answers = running.Select(one => (one.Order.Id, Answer: one.Control.Stop(Request(call, stop)))).ToList();
        var text = string.Concat(answers.Take(MostShown).Select(static one => $"- {MarkdownText.Code(one.Id.Value)}: {MarkdownText.Inline(one.Answer.Text)}\n"));
        if (answers.Count > MostShown) text += FormattableString.Invariant($"- … and {answers.Count - MostShown} more\n");
        return new(answers.Exists(static one => one.Answer.Done), text) { Reason = $"Asked to stop: {string.Join(", ", answers.Select(static one => one.Id.Value))}." };
    }

    public CommandReply Pause(CommandCall call, PullRequestCommand.Pause pause) =>
        Direct(pause.Execution, call, control => control.Pause(pause.For, call.Comment.Author, call.Why));

    public CommandReply Resume(CommandCall call, PullRequestCommand.Resume resume) =>
        Direct(resume.Execution, call, control => control.Resume(call.Comment.Author, call.Why));

    /// <summary>Orders or ends the emergency stop of this repository. An order of the operator's, for the whole service, is not ended here.</summary>
    public CommandReply Emergency(CommandCall call, bool on)
    {
        if (on)
        {
            foreach (var file in Orders) DurableFile.Replace(file.Path, new EmergencyStop(file.Where, call.Comment.Author, call.Why, site.Clock.GetUtcNow()).Write());
            return CommandReply.Carried("The emergency stop is on for this repository: what runs is stopped within five seconds, with its rollbacks, and new runs are refused. To go on, write '/reliably emergency-stop off'.");
        }

        var was = Orders.Any(static file => File.Exists(file.Path));
        foreach (var file in Orders) File.Delete(file.Path);
        var said = was ? "The emergency stop of this repository is off: new runs may start. What was stopped is not started again." : "The emergency stop was not on for this repository by a comment.";
        return CommandReply.Carried(Standing() is { } standing ? $"{said} Still: {standing}" : said);
    }

    /// <summary>What runs, and what stands in the way of runs, as Markdown.</summary>
    public string Describe()
    {
        var builder = new StringBuilder();
        if (Standing() is { } standing) builder.Append("🛑 ").Append(MarkdownText.Inline(standing)).Append("\n\n");
        var running = Running;
        if (running.IsEmpty) return builder.Append("Nothing runs for this repository.\n").ToString();
        builder.Append("| Execution | Experiment | | Since |\n|---|---|---|---|\n");
        foreach (var one in running.Take(MostShown))
        {
            builder.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.CodeCell(one.Order.Id.Value)} | {MarkdownText.CodeCell(MarkdownText.Cut(one.Order.Experiment.Slug.Value, 120))} | {one.Control.Status} | {one.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC |\n");
        }

        return running.Length <= MostShown ? builder.ToString() : builder.Append(CultureInfo.InvariantCulture, $"\n… and {running.Length - MostShown} more.\n").ToString();
    }

    /// <summary>What stands in the way of runs on any of its branches.</summary>
    private string? Standing() => site.Branches.Select(Standing).FirstOrDefault(static sentence => sentence is not null);

    /// <summary>How an operator's order is ended names folders of the server, which are nobody's business here.</summary>
    private string? Standing(WorkerParts parts) => parts.Obstacles.Standing() switch
    {
        null => null,
        { Kind: Obstacle.Emergency } => (Orders.Select(static file => file.Read()).FirstOrDefault(static order => order is not null) ?? parts.Obstacles.Ordered)?.Sentence ?? "An emergency stop of the service's operator is on. To go on, ask the operator.",
        { Reason: var reason } => reason,
    };

    private static StopRequest Request(CommandCall call, PullRequestCommand.Stop stop) => new() { Who = call.Comment.Author, Why = call.Why, Rollbacks = !stop.SkipRollbacks };

    private CommandReply Direct(string named, CommandCall call, Func<RunControl, ControlAnswer> direct)
    {
        var running = Running;
        return running.Where(one => IsNamed(one, named)).ToList() switch
        {
            [var one] => Said(one, direct(one.Control)),
            [] => CommandReply.Refused($"No execution '{named}' runs for this repository.", running.IsEmpty ? "Nothing runs." : $"These run: {string.Join(", ", running.Take(MostShown).Select(static one => one.Order.Id.Value))}."),
            var several => CommandReply.Refused($"'{named}' may be any of {several.Count} executions.", $"These run: {string.Join(", ", several.Take(MostShown).Select(static one => one.Order.Id.Value))}.", CommandText.Write(Named(call.Command, several[0].Order.Id.Value))),
        };
    }

    private static CommandReply Said(RunningExecution one, ControlAnswer answer)
    {
        var text = $"{one.Order.Id} {one.Order.Experiment.Slug}: {answer.Text}";
        return answer.Done ? CommandReply.Carried(text) : CommandReply.Refused(text);
    }

    private static PullRequestCommand Named(PullRequestCommand command, string execution) => command switch
    {
        PullRequestCommand.Stop stop => stop with { Execution = execution },
        PullRequestCommand.Pause pause => pause with { Execution = execution },
        PullRequestCommand.Resume => new PullRequestCommand.Resume(execution),
        _ => command,
    };

    /// <summary>The beginning of an identifier names it, and so does the beginning of its last part, as at a terminal.</summary>
    private static bool IsNamed(RunningExecution one, string text)
    {
        var id = one.Order.Id.Value;
        return id.StartsWith(text, StringComparison.OrdinalIgnoreCase) || id[(id.IndexOf('-', StringComparison.Ordinal) + 1)..].StartsWith(text, StringComparison.OrdinalIgnoreCase);
    }
}
