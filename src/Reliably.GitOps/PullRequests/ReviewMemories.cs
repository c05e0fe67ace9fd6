using System.Globalization;

namespace Reliably.GitOps.PullRequests;

/// <summary>What is remembered of the last review of each open pull request, a file each. Lost ones cost a look each, nothing else.</summary>
internal sealed class ReviewMemories(string folder)
{
    public ReviewMemory? Find(int number) => File.Exists(PathOf(number)) ? ReviewMemoryJson.TryRead(File.ReadAllBytes(PathOf(number))) : null;

    public void Keep(int number, ReviewMemory memory)
    {
        if (Find(number) is { } known && ReviewMemoryJson.Write(known) == ReviewMemoryJson.Write(memory)) return;
        DurableFile.Replace(PathOf(number), ReviewMemoryJson.Write(memory));
    }

    /// <summary>Forgets those of pull requests that are not open any more.</summary>
    public void KeepOnly(IReadOnlySet<int> open)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
        {
            if (!int.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !open.Contains(number)) File.Delete(file);
        }
    }

    private string PathOf(int number) => Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture) + ".json");
}
