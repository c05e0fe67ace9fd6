using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// What an experiment says: the value itself, or the text that it is read from again once nobody holds it any more. A repository of 10,000
/// experiments would fill 300 MB with values of which a service uses a handful.
/// </summary>
internal sealed class ExperimentContent
{
    private readonly Experiment? held;
    private readonly RepositoryFile? file;
    private readonly WeakReference<Experiment>? used;
    private string? hash;

    private ExperimentContent(Experiment held) => (this.held, Title) = (held, held.Title);

    private ExperimentContent(RepositoryFile file, string title) => (this.file, Title, used) = (file, title, new(null!));

    public string Title { get; }

    public Experiment Value
    {
        get
        {
            if (held is not null) return held;
            if (used!.TryGetTarget(out var known)) return known;
            var read = ExperimentReader.Read((DataNode.Mapping)DocumentReader.TryParse(file!, out Diagnostics.Diagnostic? _)!);
            used.SetTarget(read);
            return read;
        }
    }

    /// <summary>The content hash, worked out when it is asked for first.</summary>
    public string Hash => hash ??= ContentHash.OfExperiment(Value);

    public static ExperimentContent Of(Experiment experiment) => new(experiment);

    /// <summary>The content of a file that was read well.</summary>
    public static ExperimentContent Of(RepositoryFile file, DataNode.Mapping values) => new(file, ExperimentReader.TitleOf(values));
}
