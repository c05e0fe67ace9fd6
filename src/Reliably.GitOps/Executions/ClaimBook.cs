using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reliably.GitOps.Executions;

/// <summary>What was started, once and for all: one file for each claim, made exclusively and synchronised before anything runs.</summary>
internal sealed class ClaimBook(string folder)
{
    public bool Has(string key) => File.Exists(PathOf(key));

    /// <summary>True for the one caller that gets the claim.</summary>
    public bool TryClaim(string key, DateTimeOffset now) =>
        DurableFile.TryCreate(PathOf(key), key + "\n" + now.UtcDateTime.ToString("o", CultureInfo.InvariantCulture) + "\n");

    /// <summary>Forgets claims so old that the memory of the schedules rules them out anyway.</summary>
    public void Prune(DateTimeOffset before)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (File.GetLastWriteTimeUtc(file) < before.UtcDateTime) File.Delete(file);
        }
    }

    private string PathOf(string key)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
        return Path.Combine(folder, name[..2], name);
    }
}
