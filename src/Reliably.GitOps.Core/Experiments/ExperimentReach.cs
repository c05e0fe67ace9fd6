using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// What an experiment touches, as far as its document says: hosts of its calls, programs, and the arguments of functions that select something.
/// Values come from literals and defaults; what only the environment knows stays <c>${name}</c>.
/// </summary>
internal sealed record ExperimentReach
{
    /// <summary>Names of arguments that choose what is acted on, beside those that end in <c>_id</c>, <c>_ids</c> or <c>_name</c>.</summary>
    private static readonly HashSet<string> Selecting = new(StringComparer.Ordinal)
    {
        "label_selector", "field_selector", "selector", "ns", "namespace", "name", "names", "name_pattern", "pattern", "filter", "filters", "all", "rand", "qty", "mode", "percent", "region", "zone", "az", "azs", "cluster", "service",
        "host", "hosts", "container", "project_id", "resource_group", "tags",
    };

    /// <summary>Hosts that actions call, and those that probes ask.</summary>
    public required ImmutableSortedSet<string> ActedOn { get; init; }

    public required ImmutableSortedSet<string> Observed { get; init; }

    /// <summary><c>label_selector = app=checkout</c>, of actions.</summary>
    public required ImmutableSortedSet<string> Selectors { get; init; }

    /// <summary>Programs that actions run.</summary>
    public required ImmutableSortedSet<string> Programs { get; init; }

    public static ExperimentReach Of(Experiment experiment)
    {
        var values = AdvisedActivity.ValuesOf(DocumentCursor.Root("", experiment.Source));
        var sets = new Sets();
        foreach (var activity in experiment.Activities)
        {
            if (AdvisedActivity.Of(DocumentCursor.Root("", activity.Source), values) is { } advised) Add(advised, activity.Type == ActivityType.Action, sets);
        }

        return new() { ActedOn = sets.ActedOn.ToImmutable(), Observed = sets.Observed.ToImmutable(), Selectors = sets.Selectors.ToImmutable(), Programs = sets.Programs.ToImmutable() };
    }

    /// <summary>The host and port of an address, without user, path and query; null for what is no address.</summary>
    public static string? HostOf(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0) return address.StartsWith("${", StringComparison.Ordinal) ? address.Split('/')[0] : null;
        var rest = address[(scheme + 3)..];
        var end = rest.IndexOfAny(['/', '?', '#']);
        var authority = end < 0 ? rest : rest[..end];
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        return host.Length == 0 || host.Any(char.IsWhiteSpace) ? null : host;
    }

    private static void Add(AdvisedActivity activity, bool acts, Sets sets)
    {
        var hosts = acts ? sets.ActedOn : sets.Observed;
        switch (activity.Type)
        {
            case "http" when activity.Provider.Field("url")?.Node is { } url:
                if (HostOf(PythonText.Of(activity.Values.Apply(url))) is { } host) hosts.Add(host);
                break;
            case "process" when activity.Command is { } command:
                foreach (var one in command.Commands.Where(static one => !one.Words.IsEmpty))
                {
                    if (acts) sets.Programs.Add(CommandLine.NameOf(one.Words[0]));
                    hosts.UnionWith(one.Words.Skip(1).Select(HostOf).OfType<string>());
                }

                break;
            case "python" when acts && activity.Arguments is DataNode.Mapping arguments:
                foreach (var entry in arguments.Entries.Where(static entry => Selects(entry.Name) && entry.Value is not DataNode.Null))
                {
                    sets.Selectors.Add(entry.Name + " = " + (entry.Value is DataNode.Text text ? text.Value : JsonWriter.Compact(entry.Value)));
                }

                break;
        }
    }

    private static bool Selects(string name) =>
        Selecting.Contains(name) || name.EndsWith("_id", StringComparison.Ordinal) || name.EndsWith("_ids", StringComparison.Ordinal)
        || name.EndsWith("_name", StringComparison.Ordinal) || name.EndsWith("_names", StringComparison.Ordinal);

    private sealed class Sets
    {
        public ImmutableSortedSet<string>.Builder ActedOn { get; } = Empty();

        public ImmutableSortedSet<string>.Builder Observed { get; } = Empty();

        public ImmutableSortedSet<string>.Builder Selectors { get; } = Empty();

        public ImmutableSortedSet<string>.Builder Programs { get; } = Empty();

        private static ImmutableSortedSet<string>.Builder Empty() => ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
    }
}
