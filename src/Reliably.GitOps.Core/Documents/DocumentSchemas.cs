using System.Text;

namespace Reliably.GitOps.Documents;

/// <summary>The JSON Schemas of our documents, as <c>schemas/</c> offers them to editors; embedded in this assembly.</summary>
public static class DocumentSchemas
{
    /// <summary>The schema of a kind, as JSON.</summary>
    public static string Of(DocumentKind kind)
    {
        var name = $"schemas/{RepositoryLayout.NameOf(kind)}.schema.json";
        using var stream = typeof(DocumentSchemas).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"'{name}' is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
