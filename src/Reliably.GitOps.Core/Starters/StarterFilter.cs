using System.Collections.Immutable;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>Which starters somebody looks for. What is left out selects all.</summary>
public sealed record StarterFilter
{
    public string? Target { get; init; }

    public string? Service { get; init; }

    public ActivityType? Kind { get; init; }

    /// <summary>Words that must all stand in the name, title, description, tags or function; case does not count.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    public bool Selects(Starter starter)
    {
        ArgumentNullException.ThrowIfNull(starter);
        return (Target is null || starter.Target == Target)
            && (Service is null || starter.Service == Service)
            && (Kind is null || starter.Kind == Kind)
            && Words.All(word => Texts(starter).Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<string> Texts(Starter starter) =>
        [starter.Slug.Value, starter.Title, starter.Description, starter.Service ?? "", .. starter.Tags, StarterProgram.Of(starter)];
}
