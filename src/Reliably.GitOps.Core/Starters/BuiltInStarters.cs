using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Starters;

/// <summary>
/// The starters that come with the program: the files of <c>BuiltIn/&lt;target&gt;/</c>, embedded in this assembly. Their names are known without
/// reading them, and each is read once, when it is first asked for.
/// </summary>
internal static class BuiltInStarters
{
    private const string Prefix = "starters/";
    private const string Suffix = ".yaml";

    /// <summary>Under which targets the functions of a Python package are kept, so that one function does not cost reading every starter.</summary>
    private static readonly (string Package, string[] Targets)[] Packages =
    [
        ("chaosk8s", ["kubernetes"]),
        ("chaosaws", ["aws"]),
        ("chaosgcp", ["google-cloud"]),
        ("chaosazure", ["azure"]),
        ("chaosprometheus", ["prometheus"]),
        ("chaostoxi", ["toxiproxy"]),
        ("chaosreliably", ["load", "http"]),
    ];

    private static readonly ConcurrentDictionary<Slug, Starter> Read = [];

    private static readonly Lazy<ImmutableSortedSet<Slug>> Slugs = new(static () =>
    [
        .. typeof(BuiltInStarters).Assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static name => Slug.Parse(name[Prefix.Length..^Suffix.Length])),
    ]);

    public static ImmutableSortedSet<Slug> Names => Slugs.Value;

    public static Starter? Find(Slug slug) => Names.Contains(slug) ? Read.GetOrAdd(slug, Parse) : null;

    /// <summary>The starters that a function may be in; none for a package that nobody here knows.</summary>
    public static IEnumerable<Starter> OfModule(string module)
    {
        var targets = Array.Find(Packages, known => module.Split('.')[0] == known.Package).Targets ?? [];
        return Names.Where(slug => targets.Contains(slug.Value.Split('/')[0])).Select(static slug => Find(slug)!);
    }

    /// <summary>The document itself.</summary>
    public static RepositoryFile File(Slug slug)
    {
        using var stream = typeof(BuiltInStarters).Assembly.GetManifestResourceStream(Prefix + slug.Value + Suffix)
            ?? throw new InvalidOperationException($"'{slug}' is not embedded.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new(RepositoryLayout.FolderOf(DocumentKind.Starter) + slug.Value + Suffix, content);
    }

    /// <exception cref="InvalidOperationException">A built-in starter is broken, which a test refuses.</exception>
    private static Starter Parse(Slug slug)
    {
        var file = File(slug);
        var findings = new DiagnosticList();
        var root = DocumentReader.TryParse(file, out Diagnostic? problem);
        if (root is not null && StarterReader.Read(new(file, new(DocumentKind.Starter, slug), DocumentCursor.Root(file.Path, root)), findings) is { } starter) return starter;
        throw new InvalidOperationException($"{slug}: {problem?.Message ?? string.Join(' ', findings.ToImmutable().Select(static one => one.Message))}");
    }
}
