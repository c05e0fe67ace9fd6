using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Reliably.GitOps.Demo;

/// <summary>The files of <c>example-repo/</c>, which travel inside the program.</summary>
internal static class ExampleRepository
{
    private const string Prefix = "example-repo/";
    private const string WrittenAddress = "http://127.0.0.1:7070";
    private const string WrittenFolder = "/tmp/reliably-shop-7070";

    /// <summary>Path from the repository's root, with forward slashes, and content.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Files()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            var path = name.Replace('\\', '/');
            if (!path.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            yield return new(path[Prefix.Length..], reader.ReadToEnd());
        }
    }

    /// <summary>The same files for a shop at another address: its environments say where it is, nothing else changes.</summary>
    public static IEnumerable<KeyValuePair<string, string>> FilesFor(DemoSystem shop) =>
        Files().Select(file => file.Key.StartsWith("environments/", StringComparison.Ordinal)
            ? new(file.Key, file.Value
                .Replace(WrittenAddress, shop.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
                .Replace(WrittenFolder, Quote(shop.Folder), StringComparison.Ordinal))
            : file);

    /// <summary>A path as a YAML scalar that means nothing but itself: a JSON string is one.</summary>
    private static string Quote(string path) => JsonSerializer.Serialize(path, DemoJson.Default.String);
}
