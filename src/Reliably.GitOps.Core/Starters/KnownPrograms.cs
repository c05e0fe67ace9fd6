using System.Collections.Immutable;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>The built-in starters that run a program and name the starter that undoes it.</summary>
internal static class KnownPrograms
{
    /// <summary>The programs of these starters, so that they are read only where one of them is run. A test holds the list.</summary>
    internal static readonly string[] Programs = ["docker", "fallocate", "iptables", "pkill", "systemctl", "tc"];

    private static readonly Lazy<ImmutableArray<(ImmutableArray<string> Words, Starter Starter)>> Undoable = new(static () =>
    [
        .. BuiltInStarters.Names.Where(static slug => slug.Value.StartsWith("process/", StringComparison.Ordinal))
            .Select(static slug => BuiltInStarters.Find(slug)!)
            .Where(static starter => starter.Rollback is not null)
            .Select(static starter => (Words: WordsOf(starter), starter))
            .Where(static known => known.Words.Length > 1),
    ]);

    /// <summary>The starter that runs the same program with the same words; null where none does.</summary>
    public static Starter? Find(ShellCommand command)
    {
        if (!Programs.Contains(CommandLine.NameOf(command.Words[0]))) return null;
        foreach (var (words, starter) in Undoable.Value)
        {
            if (IsLike(command, words)) return starter;
        }

        return null;
    }

    /// <summary>Whether a command is what a starter runs, whatever fills its <c>${…}</c>.</summary>
    public static bool Runs(this Starter starter, ShellCommand command) => WordsOf(starter) is { Length: > 1 } words && IsLike(command, words);

    /// <summary>The program and the words that do not depend on what is filled in; none for anything but one command.</summary>
    private static ImmutableArray<string> WordsOf(Starter starter)
    {
        if (starter.Activity.Provider is not Provider.Process process) return [];
        if (CommandLine.Of(process.Path, process.Arguments).Commands is not [var only]) return [];
        return [CommandLine.NameOf(only.Words[0]), .. only.Words.Skip(1).Where(static word => !word.Contains("${", StringComparison.Ordinal))];
    }

    private static bool IsLike(ShellCommand command, ImmutableArray<string> words)
    {
        if (CommandLine.NameOf(command.Words[0]) != words[0]) return false;
        var at = 1;
        foreach (var word in command.Words.Skip(1))
        {
            if (at < words.Length && word == words[at]) at++;
        }

        return at == words.Length;
    }
}
