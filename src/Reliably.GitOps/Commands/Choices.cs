using System.CommandLine;
using System.CommandLine.Parsing;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Commands;

/// <summary>An option or an argument that takes one of a few words; completion offers them, and any other word is told with the nearest.</summary>
internal static class Choices
{
    public static Option<T> Among<T>(this Option<T> option, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result => Check(result, option.Name, words));
        return option;
    }

    public static Argument<T> Among<T>(this Argument<T> argument, params string[] words)
    {
        argument.CompletionSources.Add(words);
        argument.Validators.Add(result => Check(result, argument.Name.ToUpperInvariant(), words));
        return argument;
    }

    private static void Check(SymbolResult result, string name, string[] words)
    {
        foreach (var token in result.Tokens)
        {
            if (words.Contains(token.Value, StringComparer.Ordinal)) continue;
            result.AddError($"{name} is '{token.Value}', but must be one of {string.Join(", ", words)}. {Nearest.Hint(token.Value, words, "")}".TrimEnd());
        }
    }
}
