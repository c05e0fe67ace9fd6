namespace Reliably.GitOps.Git;

/// <summary>What a fetch of something that anybody may have pushed is allowed to take.</summary>
internal sealed record FetchBounds
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest time of the fetch.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Most bytes on disk.</summary>
    public long Quota { get; init; } = 512L << 20;

    /// <summary>Runs a fetch into a folder, and ends it where it goes beyond.</summary>
    /// <exception cref="CannotRunException">It failed, took too long or brought too much.</exception>
    public async Task FetchAsync(GitCli git, GitCall call, string folder, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        enough.CancelAfter(Deadline);
        var fetching = git.ExpectAsync(call, enough.Token);
        var tooLarge = false;
        while (await Task.WhenAny(fetching, Task.Delay(Interval, CancellationToken.None)) != fetching)
        {
            if (tooLarge || SizeOf(folder) <= Quota) continue;
            tooLarge = true;
            await enough.CancelAsync();
        }

        try
        {
            await fetching;
            if (!tooLarge && SizeOf(folder) > Quota) tooLarge = true;
        }
        catch (OperationCanceledException exception) when (!stop.IsCancellationRequested)
        {
            if (!tooLarge) throw new CannotRunException($"Its objects did not arrive within {Deadline.TotalMinutes:0} minutes.", "Look at the network, or make the change smaller.", exception);
        }

        if (tooLarge) throw new CannotRunException($"Its objects take more than {Quota >> 20} MiB.", "Make the change smaller: files of that size do not belong into a repository of experiments.");
    }

    /// <summary>Files come and go while git works.</summary>
    private static long SizeOf(string folder)
    {
        long size = 0;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }))
        {
            try
            {
                size += file.Length;
            }
            catch (FileNotFoundException)
            {
                // It was a temporary one.
            }
        }

        return size;
    }
}
