using Reliably.GitOps.Reports;

namespace Reliably.GitOps.Drivers;

/// <summary>Lays the sample repository's pages out as files, to be looked at: <c>RELIABLY_GALLERY=folder dotnet test --filter Gallery</c>.</summary>
public class Gallery
{
    [Fact]
    public void Lays_the_pages_out_where_it_is_asked_to()
    {
        var folder = Environment.GetEnvironmentVariable("RELIABLY_GALLERY");
        var files = SampleShop.Published().Files;
        files.Count.ShouldBeGreaterThan(200);
        if (folder is null) return;
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            var up = string.Concat(Enumerable.Repeat("../", path.Count(static c => c == '/')));
            if (path.EndsWith(".md", StringComparison.Ordinal)) File.WriteAllText(file + ".html", HtmlPage.Render(text, path).Replace("\"/style.css\"", $"\"{up}style.css\"", StringComparison.Ordinal));
        }

        File.WriteAllText(Path.Combine(folder, "style.css"), HtmlStyle.Css);
    }
}
