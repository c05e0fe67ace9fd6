using System.Collections.Immutable;
using System.Globalization;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// Pull requests that are to be looked at for a reason that no event of their own names (their base moved, somebody asked to run a check again). On
/// disk until a look that began afterwards has ended, so that a crash forgets none.
/// </summary>
internal sealed class WantedLooks(string folder)
{
    private readonly Lock gate = new();

    public ImmutableArray<int> All
    {
        get
        {
            lock (gate) return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(NumberOf).OfType<int>().Order()] : [];
        }
    }

    /// <summary>Asks for a look.</summary>
    /// <param name="number">The pull request.</param>
    /// <param name="again">The check run that is to be made anew; null where what is shown already may stay.</param>
    public void Add(int number, long? again = null)
    {
        lock (gate)
        {
            // Somebody who asks for a new check run is not forgotten for a reason that needs none.
            var asked = Find(number);
            var newest = asked?.Again > again || again is null ? asked?.Again : again;
            if (asked is null || asked.Again != newest || again is null) DurableFile.Replace(PathOf(number), string.Create(CultureInfo.InvariantCulture, $"{Guid.NewGuid():N} {newest}\n"));
        }
    }

    /// <summary>What a look that begins now is to answer; null where nobody asked.</summary>
    public WantedLook? Find(int number)
    {
        lock (gate)
        {
            if (!File.Exists(PathOf(number))) return null;
            var words = File.ReadAllText(PathOf(number)).Trim().Split(' ');
            return new(words[0], words.Length > 1 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var again) ? again : null);
        }
    }

    /// <summary>The look has ended; what was asked meanwhile stays.</summary>
    public void Done(int number, WantedLook? answered)
    {
        lock (gate)
        {
            if (answered is not null && Find(number) == answered) File.Delete(PathOf(number));
        }
    }

    private string PathOf(int number) => Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture));

    private static int? NumberOf(string path) => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>That a look is wanted.</summary>
/// <param name="Request">Names the request; the next one has another name.</param>
/// <param name="Again">The check run that is to be made anew.</param>
internal sealed record WantedLook(string Request, long? Again);
