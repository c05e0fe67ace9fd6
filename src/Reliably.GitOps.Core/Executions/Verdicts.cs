using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions;

/// <summary>What a journal does not say about its run. All reasons are sentences for people; null where it did not happen.</summary>
public sealed record VerdictCircumstances
{
    public static VerdictCircumstances None { get; } = new();

    /// <summary>A pre-check, window, limit or approval refused the run.</summary>
    public string? BlockedReason { get; init; }

    /// <summary>A safeguard stopped the run.</summary>
    public string? HaltedReason { get; init; }

    /// <summary>Why there is no journal.</summary>
    public string? ErrorReason { get; init; }

    /// <summary>Who or what interrupted the run: a person, a signal, its timeout.</summary>
    public string? InterruptedReason { get; init; }

    /// <summary>The run was asked to end at the first sample out of tolerance.</summary>
    public bool FailFast { get; init; }

    /// <summary>The dry mode that was asked for; a journal that names one counts too.</summary>
    public string? Dry { get; init; }
}

/// <summary>A verdict, and the sentence that says why.</summary>
public sealed record VerdictDecision(Verdict Verdict, string Reason);

/// <summary>
/// What an execution is evidence of (SCORES: Verdict). Chaos Toolkit's <c>status</c> alone is not evidence: a run whose only action failed,
/// whose baseline was not met or that had no hypothesis ends <c>completed</c> too.
/// </summary>
public static class Verdicts
{
    /// <summary>The name in records, reports and journals of ours: <c>baseline-unmet</c>.</summary>
    public static string NameOf(Verdict verdict) => verdict switch
    {
        Verdict.Error => "error",
        Verdict.Dry => "dry",
        Verdict.Blocked => "blocked",
        Verdict.Halted => "halted",
        Verdict.Deviated => "deviated",
        Verdict.BaselineUnmet => "baseline-unmet",
        Verdict.Interrupted => "interrupted",
        Verdict.Aborted => "aborted",
        Verdict.Wobbled => "wobbled",
        Verdict.NotInjected => "not-injected",
        Verdict.Unverified => "unverified",
        Verdict.Failed => "failed",
        Verdict.Dirty => "dirty",
        Verdict.Passed => "passed",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    /// <exception cref="FormatException">There is no verdict of that name.</exception>
    public static Verdict Parse(string name)
    {
        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            if (NameOf(verdict) == name) return verdict;
        }

        throw new FormatException($"'{name}' is not a verdict.");
    }

    /// <summary>What the verdict counts for in a score; null where it is no evidence. See <see cref="ValueOf(ExecutionRecord)"/> for a run that tripped fail-fast.</summary>
    public static double? ValueOf(Verdict verdict) => HalfPointsOf(verdict) / 2.0;

    /// <summary>What an execution counts for: a run that wobbled counts nothing when fail-fast ended it (its status is then <c>failed</c>).</summary>
    public static double? ValueOf(ExecutionRecord record) => HalfPointsOf(record) / 2.0;

    /// <summary>The value in half-points, in which scores are counted exactly: 0, 1, 2 or null.</summary>
    public static int? HalfPointsOf(ExecutionRecord record) =>
        record is { Verdict: Verdict.Wobbled, Status: "failed" } ? 0 : HalfPointsOf(record.Verdict);

    /// <summary>Total: every journal and every circumstance has exactly one verdict.</summary>
    public static VerdictDecision Decide(Journal? journal, VerdictCircumstances circumstances)
    {
        if (journal?.Status is null) return WithoutJournal(journal, circumstances);
        var dry = journal.Dry ?? circumstances.Dry;
        if (dry is not null) return new(Verdict.Dry, $"A dry run ({dry}): nothing was injected, so it proves nothing.");
        if (circumstances.BlockedReason is { } blocked) return new(Verdict.Blocked, blocked);
        if (circumstances.HaltedReason is { } halted) return new(journal.Run.IsEmpty ? Verdict.Blocked : Verdict.Halted, halted);
        if (journal.Deviated) return new(Verdict.Deviated, Deviation.Describe(journal, "The hypothesis was not met after the method."));
        return ByCourse(journal, circumstances) ?? ByEvidence(journal);
    }

    private static VerdictDecision WithoutJournal(Journal? journal, VerdictCircumstances circumstances)
    {
        if (circumstances.BlockedReason is { } blocked) return new(Verdict.Blocked, blocked);
        if (circumstances.HaltedReason is { } halted) return new(Verdict.Halted, halted);
        if (circumstances.InterruptedReason is { } interrupted) return new(Verdict.Interrupted, interrupted);
        var missing = journal is null ? "The run left no journal that can be read." : "The journal does not say how the run ended.";
        return new(Verdict.Error, circumstances.ErrorReason ?? missing);
    }

    /// <summary>Runs that did not come to their end.</summary>
    private static VerdictDecision? ByCourse(Journal journal, VerdictCircumstances circumstances)
    {
        if (journal is { Before.Met: false, Run.IsEmpty: true })
            return new(Verdict.BaselineUnmet, Deviation.Describe(journal, "The system was not steady before the method.") + " The method did not run.");
        return journal.Status switch
        {
            "interrupted" => new(Verdict.Interrupted, circumstances.InterruptedReason ?? "The run was interrupted."),
            "aborted" => new(Verdict.Aborted, Crash(journal, circumstances.ErrorReason)),
            _ => null,
        };
    }

    /// <summary>What ended a run in an error: in its own words where the engine has told them, and in which activity.</summary>
    private static string Crash(Journal journal, string? error)
    {
        if (error is null) return Deviation.Failure(journal.Run) is { } failure ? $"The run crashed: {failure}" : "The run crashed.";
        var where = journal.Run.FirstOrDefault(static run => run.Status is null) is { } run ? $" in \"{run.Name}\"" : "";
        return $"The run crashed{where}: {error}";
    }

    /// <summary>Runs that did: what they are evidence of.</summary>
    private static VerdictDecision ByEvidence(Journal journal)
    {
        var actions = journal.Run.Where(static run => run.Type == "action").ToList();
        if (journal.During.Any(static sample => !sample.Met)) return new(Verdict.Wobbled, Wobble(journal));
        if (HasActions(journal) && !actions.Any(static action => action.Succeeded))
            return new(Verdict.NotInjected, "No action of the method succeeded, so no fault was injected." + Because(journal.Run));
        if (journal.Before is null && journal.After is null && journal.During.IsEmpty)
            return new(Verdict.Unverified, "There was no hypothesis to verify, so the run proves nothing.");
        if (journal.Status == "failed") return new(Verdict.Failed, Deviation.Describe(journal, "The run failed."));
        if (actions.Any(static action => !action.Succeeded))
            return new(Verdict.Failed, "Some actions of the method failed, so only a part of the fault was injected." + Because(journal.Run));
        if (journal.Rollbacks.Any(static rollback => !rollback.Succeeded))
            return new(Verdict.Dirty, "The hypothesis was met, but a rollback failed: the system may still be changed." + Because(journal.Rollbacks));
        return new(Verdict.Passed, journal.After is null ? "The hypothesis was met." : "The hypothesis was met after the method.");
    }

    private static string Wobble(Journal journal)
    {
        var unmet = journal.During.Count(static sample => !sample.Met);
        var counted = $"{unmet} of {journal.During.Length} samples during the method {(unmet == 1 ? "was" : "were")} out of tolerance";
        var end = journal.Status == "failed" ? ", and fail-fast ended the run." : ", though the end state was fine.";
        return Deviation.Describe(journal, counted + end);
    }

    private static string Because(IEnumerable<ActivityRun> runs) => Deviation.Failure(runs) is { } failure ? " " + failure : "";

    /// <summary>Actions of the method as run, or as written (a reference to an action stands beside that action).</summary>
    private static bool HasActions(Journal journal) =>
        journal.Run.Any(static run => run.Type == "action")
        || journal.Experiment["method"] is DataNode.Sequence method
        && method.Items.OfType<DataNode.Mapping>().Any(static activity => activity["type"] is DataNode.Text { Value: "action" });

    private static int? HalfPointsOf(Verdict verdict) => verdict switch
    {
        Verdict.Passed => 2,
        Verdict.Wobbled or Verdict.Failed or Verdict.Dirty => 1,
        Verdict.Deviated or Verdict.Halted => 0,
        _ => null,
    };
}
