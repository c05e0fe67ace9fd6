using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>
/// What a process provider runs, as far as the document says: the commands, also those inside <c>sh -c</c>, without what only wraps them
/// (<c>sudo</c>, <c>env</c>, <c>timeout 5</c>).
/// </summary>
internal sealed record CommandLine
{
    private static readonly string[] Shells = ["sh", "bash", "dash", "ash", "zsh", "ksh"];

    private static readonly string[] Wrappers = ["sudo", "env", "nohup", "exec", "nice", "time", "command", "setsid"];

    public required ImmutableArray<ShellCommand> Commands { get; init; }

    /// <summary>Whether a shell reads it, so that <c>&amp;</c> and <c>$(…)</c> mean something.</summary>
    public required bool InShell { get; init; }

    /// <summary>Whether <c>timeout</c> ends one of its commands.</summary>
    public bool EndsByItself { get; init; }

    /// <summary>From the path and the arguments of a provider, substituted as far as the document allows.</summary>
    public static CommandLine Of(string path, DataNode? arguments)
    {
        if (arguments is DataNode.Text text) return Cleaned(ShellText.Read(path + " " + text.Value), inShell: true);
        ImmutableArray<string> words = [path, .. Words(arguments)];
        return ScriptOf(words) is { } script ? Cleaned(ShellText.Read(script), inShell: true) : Cleaned([new(words, "")], inShell: false);
    }

    public static string NameOf(string program) => program[(program.LastIndexOf('/') + 1)..];

    private static IEnumerable<string> Words(DataNode? arguments) => arguments switch
    {
        DataNode.Sequence sequence => sequence.Items.Where(static item => item is not DataNode.Null).Select(PythonText.Of).Where(static word => word.Length > 0),
        DataNode.Mapping mapping => mapping.Entries.SelectMany(static entry => (string[])[entry.Name, PythonText.Of(entry.Value)]).Where(static word => word.Length > 0),
        _ => [],
    };

    /// <summary>The text that a shell is given with <c>-c</c>; null where it is given none.</summary>
    private static string? ScriptOf(ImmutableArray<string> words)
    {
        if (!Shells.Contains(NameOf(words[0]))) return null;
        var flag = words.Skip(1).TakeWhile(static word => word.StartsWith('-')).ToList().FindIndex(static word => !word.StartsWith("--", StringComparison.Ordinal) && word.EndsWith('c'));
        return flag >= 0 && flag + 2 < words.Length ? words[flag + 2] : null;
    }

    private static CommandLine Cleaned(ImmutableArray<ShellCommand> commands, bool inShell)
    {
        var cleaned = ImmutableArray.CreateBuilder<ShellCommand>(commands.Length);
        var ends = false;
        foreach (var command in commands)
        {
            var words = Unwrapped(command.Words, ref ends);
            if (ScriptOf(words.IsEmpty ? ["true"] : words) is { } inner)
            {
                var line = Cleaned(ShellText.Read(inner), inShell: true);
                ends |= line.EndsByItself;
                inShell = true;
                cleaned.AddRange(line.Commands);
            }
            else if (!words.IsEmpty)
            {
                cleaned.Add(command with { Words = words });
            }
        }

        return new() { Commands = cleaned.ToImmutable(), InShell = inShell, EndsByItself = ends };
    }

    /// <summary>The words from the program on that does something itself.</summary>
    private static ImmutableArray<string> Unwrapped(ImmutableArray<string> words, ref bool ends)
    {
        var from = 0;
        while (from < words.Length)
        {
            var name = NameOf(words[from]);
            if (name == "timeout" && from + 1 < words.Length)
            {
                ends = true;
                from = AfterFlags(words, from + 1) + 1;
            }
            else if (IsAssignment(words[from])) from++;
            else if (Wrappers.Contains(name)) from = AfterFlags(words, from + 1);
            else break;
        }

        return from == 0 ? words : [.. words.Skip(from)];
    }

    private static bool IsAssignment(string word) =>
        word.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && word.AsSpan(0, equals).IndexOfAnyExcept(NameCharacters) < 0;

    private static int AfterFlags(ImmutableArray<string> words, int from)
    {
        while (from < words.Length && words[from].StartsWith('-')) from++;
        return from;
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");
}
