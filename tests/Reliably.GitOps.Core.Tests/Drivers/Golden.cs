using System.Runtime.CompilerServices;

namespace Reliably.GitOps.Drivers;

/// <summary>Compares a text with a file beside the test. <c>RELIABLY_GOLDEN=update dotnet test</c> writes the files anew; look at the difference before committing it.</summary>
internal static class Golden
{
    public static void ShouldMatchGolden(this string text, string name, [CallerFilePath] string test = "") =>
        ShouldMatchFile(text, Path.Combine(Path.GetDirectoryName(test)!, "Golden", name));

    /// <summary>The same for a picture that <c>docs/</c> shows: what the docs show is what the program draws.</summary>
    public static void ShouldMatchDocs(this string text, string name, [CallerFilePath] string test = "") =>
        ShouldMatchFile(text, Path.Combine(Path.GetDirectoryName(test)!, "..", "..", "..", "docs", "pictures", name));

    private static void ShouldMatchFile(string text, string file)
    {
        var name = Path.GetFileName(file);
        if (Environment.GetEnvironmentVariable("RELIABLY_GOLDEN") == "update")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        File.Exists(file).ShouldBeTrue($"{name} is missing; run with RELIABLY_GOLDEN=update to write it");
        text.ShouldBe(File.ReadAllText(file), $"{name} differs; run with RELIABLY_GOLDEN=update and look at the difference");
    }
}
