namespace Reliably.GitOps.Executions;

/// <summary>The versions of chaostoolkit-lib that we drive. Whatever another one does is its own: it is run, and the record says so.</summary>
public static class ChaosToolkitVersions
{
    /// <summary>The first that loads a control from outside the experiment and its settings (January 2023); 1.33.0 fails where the settings name none.</summary>
    public static Version First { get; } = new(1, 33, 1);

    /// <summary>The newest that our tests ran.</summary>
    public static Version Newest { get; } = new(1, 45, 0);

    /// <summary>What is to be said about a version; null where all is well.</summary>
    /// <param name="library">The version of chaostoolkit-lib as it says itself, or <c>unknown</c> (one that runs from its source).</param>
    /// <param name="controlled">It loaded our control module: it is not too old.</param>
    public static string? Warning(string library, bool controlled)
    {
        var numbers = new string([.. library.TakeWhile(static letter => char.IsAsciiDigit(letter) || letter == '.')]).TrimEnd('.');
        if (!Version.TryParse(numbers, out var version))
            return controlled ? null : $"This Chaos Toolkit does not say which version it is ('{library}'). {First} to {Newest.ToString(2)} of chaostoolkit-lib are known to work.";
        if (version < First && !controlled) return $"chaostoolkit-lib {library} is older than {First}: progress is read from its log, and it cannot be paused. Upgrade with pip install -U chaostoolkit.";
        return version.Major > Newest.Major ? $"chaostoolkit-lib {library} is newer than this version of reliably knows ({Newest.ToString(2)}): its journal may be read wrongly. Look for a newer reliably." : null;
    }
}
