using System.Globalization;
using Reliably.GitOps.Documents;

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

    /// <summary>The pull requests whose last review was of this commit.</summary>
    public IReadOnlyList<int> Of(CommitSha head) => [.. Numbers().Where(number => Find(number)?.Head == head)];

    /// <summary>Forgets those of pull requests that are not open any more.</summary>
    public void KeepOnly(IReadOnlySet<int> open)
    {
        foreach (var number in Numbers().Where(number => !open.Contains(number)).ToList()) File.Delete(PathOf(number));
    }

    /// <summary>All pull requests of which something is remembered.</summary>
    public IEnumerable<int> Numbers() => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder, "*.json").Select(static file => int.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null).OfType<int>();

    private string PathOf(int number) => Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture) + ".json");
}
