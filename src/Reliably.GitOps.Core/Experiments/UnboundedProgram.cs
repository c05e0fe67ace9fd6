using System.Collections.Immutable;

namespace Reliably.GitOps.Experiments;

/// <summary>Programs that are told to act on everything: <c>kubectl delete pods --all</c>, <c>kill -9 -1</c>, <c>docker kill $(docker ps -q)</c>.</summary>
internal static class UnboundedProgram
{
    private static readonly string[] Changing = ["delete", "drain", "cordon", "scale", "rollout", "annotate", "label", "taint", "evict"];

    private static readonly string[] Containers = ["kill", "stop", "rm", "restart", "pause"];

    /// <summary>What a command takes, and what would narrow it; null where it is narrow, or nothing is known of it.</summary>
    public static (string What, string Hint)? Of(ImmutableArray<string> words) => CommandLine.NameOf(words[0]) switch
    {
        "kubectl" or "oc" => Kubectl(words),
        "kill" when words.Length > 1 && words.Skip(1).Contains("-1") && (words[^1] == "-1") && words.Length > 2 => ("every process that may be ended", "Name the process."),
        "killall5" => ("every process of the machine", "Name the process."),
        "docker" or "podman" => Docker(words),
        "rm" when words.Any(static word => word is "/" or "/*") => ("the whole file system", "Name the folder."),
        _ => null,
    };

    private static (string What, string Hint)? Kubectl(ImmutableArray<string> words)
    {
        var verb = words.Skip(1).FirstOrDefault(static word => Changing.Contains(word));
        if (verb is null || words.Any(IsSelector)) return null;
        return words.Any(static word => word is "--all" or "--all=true")
            ? ("everything of that kind", "Narrow it with '--selector'.")
            : null;
    }

    private static bool IsSelector(string word) =>
        word is "-l" or "--selector" or "--field-selector"
        || word.StartsWith("-l=", StringComparison.Ordinal) || word.StartsWith("--selector=", StringComparison.Ordinal) || word.StartsWith("--field-selector=", StringComparison.Ordinal);

    private static (string What, string Hint)? Docker(ImmutableArray<string> words)
    {
        if (!words.Skip(1).Take(2).Any(static word => Containers.Contains(word))) return null;
        var listing = words.FirstOrDefault(static word => word.StartsWith("$(docker ps", StringComparison.Ordinal) || word.StartsWith("$(podman ps", StringComparison.Ordinal));
        return listing is not null && !listing.Contains('|', StringComparison.Ordinal) && !listing.Contains(" -f", StringComparison.Ordinal) && !listing.Contains("--filter", StringComparison.Ordinal)
            ? ("every container of the machine", "Narrow it with '--filter'.")
            : null;
    }
}
