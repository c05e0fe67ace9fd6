using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Authoring;

/// <summary>A document from elsewhere, as it was found.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Extension">How it is read: <c>.yaml</c>, <c>.yml</c> or <c>.json</c>.</param>
/// <param name="Name">The name it had there, without the extension; empty where it had none.</param>
/// <param name="Shown">Where it came from, without anything that could be a credential.</param>
internal sealed record ImportSource(byte[] Content, string Extension, string Name, string Shown)
{
    /// <exception cref="CannotRunException">There is no such file, or it cannot be read.</exception>
    public static ImportSource OfFile(string typed, string workingFolder)
    {
        var path = Path.GetFullPath(typed, workingFolder);
        if (!Path.Exists(path)) throw new CannotRunException($"There is no file '{typed}'.", "Name a file, or an address that begins with https://.");
        if (Directory.Exists(path)) throw new CannotRunException($"'{typed}' is a folder.", "Name the files in it, one after the other.");
        if (DocumentReader.ExtensionOf(path) is not { } extension) throw new CannotRunException($"'{typed}' is no document.", "The Chaos Toolkit reads .yaml, .yml and .json, in lower case: rename it.");
        return new(NamedDocument.Read(path, typed), extension, Path.GetFileName(path)[..^extension.Length], typed);
    }
}
