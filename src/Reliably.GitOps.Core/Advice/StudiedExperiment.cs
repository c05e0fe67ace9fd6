using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Starters;

namespace Reliably.GitOps.Advice;

/// <summary>An experiment with what the rules of advice ask of it again and again.</summary>
internal sealed record StudiedExperiment
{
    public required ExperimentDocument Document { get; init; }

    public required Experiment Experiment { get; init; }

    public required ExperimentReach Reach { get; init; }

    /// <summary>The actions of the method.</summary>
    public required ImmutableArray<StudiedActivity> Actions { get; init; }

    /// <summary>Every activity, for what is looked for anywhere.</summary>
    public required ImmutableArray<StudiedActivity> All { get; init; }

    public static StudiedExperiment Of(ExperimentDocument document)
    {
        var experiment = document.Experiment;
        var values = AdvisedActivity.ValuesOf(DocumentCursor.Root("", experiment.Source));
        StudiedActivity Study(Activity activity) => new(activity, AdvisedActivity.Of(DocumentCursor.Root("", activity.Source), values));
        return new()
        {
            Document = document,
            Experiment = experiment,
            Reach = ExperimentReach.Of(experiment),
            Actions = [.. experiment.Method.Where(static activity => activity is { Type: ActivityType.Action, Ref: null }).Select(Study)],
            All = [.. experiment.Activities.Select(Study)],
        };
    }
}

/// <summary>An activity, with its values where it can be read.</summary>
internal sealed record StudiedActivity(Activity Activity, AdvisedActivity? Advised)
{
    /// <summary>The built-in starter that does the same; null where none is known.</summary>
    public Starter? Starter { get; } = Known(Advised);

    private static Starter? Known(AdvisedActivity? advised)
    {
        if (advised?.Function is var (module, function)) return KnownFunctions.Find(module, function);
        return advised?.Command is { Commands: [var only] } && !only.Words.IsEmpty ? KnownPrograms.Find(only) : null;
    }
}
