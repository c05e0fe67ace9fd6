namespace Reliably.GitOps.Publishing;

/// <summary>
/// Somebody else changed what only the service writes: a publication is to write all of it again. It is on disk, for the commit that says so is looked at once.
/// </summary>
internal sealed class RebuildMark(string file)
{
    public bool IsSet => File.Exists(file);

    public void Set() => DurableFile.Replace(file, "");

    public void Clear() => File.Delete(file);
}
