namespace Reliably.GitOps.Documents;

/// <summary>A file that was read well: its bytes, its root value, and what it is by its place.</summary>
internal sealed record DocumentSource(RepositoryFile File, DocumentPlace Place, DocumentCursor Root)
{
    public string Path => File.Path;

    public Slug Slug => Place.Slug;
}
