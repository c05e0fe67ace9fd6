using System.Collections.Immutable;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>
/// Every starter that somebody can take: those that come with the program, and before them those of a repository. Nothing is read before it is
/// asked for.
/// </summary>
public sealed class StarterCatalogue
{
    private readonly ImmutableSortedDictionary<Slug, Starter> own;

    private StarterCatalogue(ImmutableSortedDictionary<Slug, Starter> own) => this.own = own;

    /// <summary>What comes with the program.</summary>
    public static StarterCatalogue BuiltIn { get; } = new(ImmutableSortedDictionary<Slug, Starter>.Empty);

    /// <summary>All names, in order.</summary>
    public IEnumerable<Slug> Names => BuiltInStarters.Names.Union(own.Keys);

    /// <summary>All starters, by name.</summary>
    public IEnumerable<Starter> All => Names.Select(name => Find(name)!);

    /// <summary>The catalogue with the starters of a repository, which stand before built-in ones of the same name.</summary>
    public static StarterCatalogue With(ImmutableSortedDictionary<Slug, Starter> repository) => new(repository);

    public bool Has(Slug slug) => own.ContainsKey(slug) || BuiltInStarters.Names.Contains(slug);

    /// <summary>The starter of a name; null where there is none.</summary>
    public Starter? Find(Slug slug) => own.TryGetValue(slug, out var starter) ? starter : BuiltInStarters.Find(slug);

    /// <summary>
    /// The starter that calls a Python function, the repository's own first; null where none does. Its <see cref="Starter.Arguments"/> are all that
    /// the function takes, unless the starter declares none.
    /// </summary>
    public Starter? OfFunction(string module, string function)
    {
        ArgumentNullException.ThrowIfNull(module);
        return own.Values.Concat(BuiltInStarters.OfModule(module)).FirstOrDefault(starter =>
            starter.Activity.Provider is Provider.Python python && python.Module == module && python.Function == function);
    }

    /// <summary>Whether a starter comes with the program, and no repository has put its own in its place.</summary>
    public bool IsBuiltIn(Slug slug) => !own.ContainsKey(slug) && BuiltInStarters.Names.Contains(slug);

    /// <summary>The starter of a name as people type it: its slug, its path, or the last part of its slug where only one has it. Null where there is none.</summary>
    public Starter? FindTyped(string name)
    {
        if (!Slug.TryParse(name, out var slug)) return null;
        if (Find(RepositoryLayout.Referred(DocumentKind.Starter, slug)) is { } exact) return exact;
        var last = Names.Where(one => one.Value.EndsWith("/" + name, StringComparison.Ordinal)).Take(2).ToList();
        return last is [var only] ? Find(only) : null;
    }

    /// <summary>The name that somebody probably meant; null where none is near. Also found by its last part alone.</summary>
    public Slug? NearestTo(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var names = Names.Select(static slug => slug.Value).ToList();
        var nearest = Diagnostics.Nearest.To(name, names);
        if (nearest is null)
        {
            var lasts = names.GroupBy(static full => full[(full.LastIndexOf('/') + 1)..]).ToDictionary(static group => group.Key, static group => group.First());
            if (Diagnostics.Nearest.To(name[(name.LastIndexOf('/') + 1)..], lasts.Keys) is { } last) nearest = lasts[last];
        }

        return nearest is null ? null : Slug.Parse(nearest);
    }
}
