using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;
using Reliably.GitOps.Publishing;
using Reliably.GitOps.Reports;
using Reliably.GitOps.Reviews;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// The comment of a run on a pull request: one for each run, found by a marker and our own identity, edited while the run goes on. It never holds
/// more than GitHub takes, and nothing of the experiment as it is.
/// </summary>
public static class RunComment
{
    /// <summary>How our comments of runs are found among others: by this, the run's first execution, and who wrote it.</summary>
    public const string Marker = "<!-- reliably-run ";

    private const int Longest = 60_000;
    private const int MostRows = 50;
    private const int RoomOfSteps = 35_000;

    /// <summary>The marker of one run.</summary>
    public static string MarkerOf(RunTicket ticket) => $"{Marker}{ticket.Executions[0].Id} -->";

    /// <summary>A short name of a body: two with the same one need not be written twice.</summary>
    public static string HashOf(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan(0, 16));

    /// <summary>The comment as it should be now.</summary>
    /// <param name="ticket">The run.</param>
    /// <param name="progress">How its executions go; nothing for one that nothing is known of.</param>
    /// <param name="links">Where its reports are to be read.</param>
    public static string Write(RunTicket ticket, IReadOnlyDictionary<ExecutionId, RunProgress> progress, RunLinks links)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(links);
        var builder = new StringBuilder(MarkerOf(ticket)).Append('\n');
        builder.Add($"### {Title(ticket, progress)}\n\n");
        builder.Add($"{AskedBy(ticket, links)}\n\n");
        builder.Append("| Experiment | Execution | | |\n|---|---|---|---|\n");
        foreach (var entry in ticket.Executions.Take(MostRows)) builder.Append(Row(entry, progress.GetValueOrDefault(entry.Id), links));
        builder.Append('\n');
        if (ticket.Executions.Length > MostRows) builder.Add($"and {ticket.Executions.Length - MostRows} more\n\n");
        if (!ticket.IsOver) builder.Append(Stop(ticket));
        else if (links.Problem is { } problem) builder.Add($"> The reports are not published yet: {MarkdownText.Inline(MarkdownText.Cut(problem, 500))} They are kept, and it is tried again.\n\n");
        var blocks = ticket.Executions.Where(entry => progress.GetValueOrDefault(entry.Id) is { Steps.IsEmpty: false }).Select(entry => Steps(entry, progress[entry.Id])).ToList();
        builder.Append(BoundedBlocks.Fit(blocks, Math.Min(RoomOfSteps, Longest - builder.Length - 200), static more => FormattableString.Invariant($"The steps of {more} more are in their reports.\n\n")));
        return builder.Append("It counts for no score: the experiment is not merged. ").Append(links.Docs is { } docs ? $"[How runs on pull requests work]({docs})\n" : "\n").ToString();
    }

    private static string Title(RunTicket ticket, IReadOnlyDictionary<ExecutionId, RunProgress> progress)
    {
        var name = MarkdownText.Code(MarkdownText.Cut((ticket.Plan ?? ticket.Executions[0].Experiment).Value, 100));
        var what = $"{(ticket.Plan is null ? "" : "plan ")}{name} at `{ticket.Head.Short}`{(ticket.Wish.Dry ? " (dry: nothing is carried out)" : "")}";
        if (ticket.IsOver)
        {
            var worst = ticket.Executions.Select(static one => one.Result!.Verdict).MinBy(Rank);
            var counts = ticket.Executions.GroupBy(static one => one.Result!.Verdict).OrderBy(static group => Rank(group.Key))
                .Select(group => ticket.Executions.Length == 1 ? Verdicts.NameOf(group.Key) : FormattableString.Invariant($"{group.Count()} {Verdicts.NameOf(group.Key)}"));
            return $"{SignOf(worst)} {what}: {string.Join(", ", counts)}";
        }

        var running = ticket.Executions.FirstOrDefault(one => one.Result is null && progress.GetValueOrDefault(one.Id) is { } known && known != RunProgress.Waiting);
        return running is null ? $"🕓 {what}: waits for its turn" : $"⏳ {what}: {progress[running.Id].Status}";
    }

    private static string AskedBy(RunTicket ticket, RunLinks links)
    {
        var asked = links.Within(ticket.AskedAt) is { } at ? $"[Asked for]({at})" : "Asked for";
        var plan = ticket.Plan is null ? "" : "plan, ";
        var environment = ticket.Environment is { } named ? $"environment {MarkdownText.Code(MarkdownText.Cut(named.Value, 100))}" : "no environment";
        return $"{asked} by {MarkdownText.Code(MarkdownText.Cut(ticket.Wish.Actor, 100))}. The experiment is that of `{ticket.Head.Value}`; {plan}{environment}, "
            + $"deployment {MarkdownText.Code(MarkdownText.Cut(ticket.Deployment.Value, 100))}, guards and settings are those of {MarkdownText.Code(MarkdownText.Cut(ticket.Branch, 100))} at {links.Commit(ticket.Base)}.";
    }

    private static string Row(RunTicketEntry entry, RunProgress? progress, RunLinks links)
    {
        var start = $"| {MarkdownText.Inline(MarkdownText.Cut(entry.Experiment.Value, 100))} | `{entry.Id}` | ";
        if (entry.Result is not { } result)
        {
            var now = progress ?? RunProgress.Waiting;
            var doing = now.Activity is { } activity ? MarkdownText.Inline(MarkdownText.Cut(activity, 120)) : "";
            return $"{start}{now.Status} | {doing} |\n";
        }

        var reason = MarkdownText.Inline(MarkdownText.Cut(result.Reason, 400));
        return $"{start}{SignOf(result.Verdict)} {Verdicts.NameOf(result.Verdict)} after {Durations.Text(result.Took.TotalSeconds)} | {reason}{Reports(entry.Id, result, links)} |\n";
    }

    private static string Reports(ExecutionId id, RunResult result, RunLinks links)
    {
        if (result.Commit is not { } commit) return "";
        var journal = result.HasJournal ? $" · [journal]({links.File(commit, ReportPaths.Journal(id))})" : "";
        return $"<br>[report]({links.File(commit, ReportPaths.ExecutionPage(id))}){journal} · [record]({links.File(commit, ReportPaths.Record(id))})";
    }

    private static string Stop(RunTicket ticket)
    {
        var next = ticket.Executions.First(static one => one.Result is null);
        return $"To end it, with its rollbacks:\n\n{MarkdownText.Fence($"/reliably stop {next.Id}", "text")}\n";
    }

    private static string Steps(RunTicketEntry entry, RunProgress progress)
    {
        var lines = progress.Steps.Select(static step => $"{step.At.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {(step.Sign.Length == 0 ? "" : step.Sign + " ")}{MarkdownText.Cut(MarkdownText.OneLine(step.Text), 160)}");
        var dropped = progress.Dropped == 0 ? "" : FormattableString.Invariant($"({progress.Dropped} earlier steps are in the report)\n");
        return $"<details><summary>Steps of {MarkdownText.Html(MarkdownText.Cut(entry.Experiment.Value, 100))} (UTC)</summary>\n\n{MarkdownText.Fence(dropped + string.Join('\n', lines), "text")}\n</details>\n\n";
    }

    /// <summary>The worst first.</summary>
    private static int Rank(Verdict verdict) => verdict switch
    {
        Verdict.Error => 0,
        Verdict.Deviated => 1,
        Verdict.Halted => 2,
        Verdict.Failed or Verdict.Aborted => 3,
        Verdict.Interrupted => 4,
        Verdict.Blocked => 5,
        Verdict.Passed => 100,
        _ => 10 + (int)verdict,
    };

    private static string SignOf(Verdict verdict) => verdict switch
    {
        Verdict.Passed => "✅",
        Verdict.Dry => "☑️",
        Verdict.Blocked or Verdict.Halted => "⛔",
        Verdict.Interrupted or Verdict.Aborted => "⏹️",
        Verdict.Error or Verdict.Deviated or Verdict.Failed => "❌",
        _ => "⚠️",
    };
}

/// <summary>Where the files of a run are to be read.</summary>
public sealed record RunLinks
{
    private static readonly SearchValues<char> EndsLink = SearchValues.Create("()[]<>\\ \"'`");

    /// <summary>The repository's page, ending in a slash: <c>https://github.com/owner/name/</c>.</summary>
    public required Uri Repository { get; init; }

    /// <summary>The page of the documentation; null where there is none.</summary>
    public string? Docs { get; init; }

    /// <summary>Why reports are not published; null where nothing stands in the way.</summary>
    public string? Problem { get; init; }

    /// <summary>An address as it may stand in a link; null where it leads elsewhere, or could end the link.</summary>
    internal string? Within(string? url) =>
        url is not null && Uri.TryCreate(url, UriKind.Absolute, out var at) && Repository.IsBaseOf(at) && at.AbsoluteUri.AsSpan().IndexOfAny(EndsLink) < 0 ? at.AbsoluteUri : null;

    internal string File(CommitSha commit, string path) => new Uri(Repository, $"blob/{commit.Value}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}").AbsoluteUri;

    internal string Commit(CommitSha commit) => $"[`{commit.Short}`]({new Uri(Repository, "commit/" + commit.Value).AbsoluteUri})";
}
