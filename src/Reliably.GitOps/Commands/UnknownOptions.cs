using System.CommandLine;
using System.CommandLine.Parsing;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Commands;

/// <summary>
/// Words that look like an option and are none. The parser takes them for a path or a name where a verb has an argument, and what it says then
/// (there is no file '--fromat') hides the mistake. A word after <c>--</c> is what it is.
/// </summary>
internal static class UnknownOptions
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var literal = parsed.Tokens.SkipWhile(static token => token.Type != TokenType.DoubleDash).ToHashSet(ReferenceEqualityComparer.Instance);
        return parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(static argument => argument.Tokens)
            .Where(token => token.Value is ['-', _, ..] && !literal.Contains(token))
            .Select(token => Told(token.Value, parsed.CommandResult.Command));
    }

    private static string Told(string written, Command command)
    {
        var name = written.Split('=', ':')[0];
        var known = command.Options.SelectMany(static option => option.Aliases.Append(option.Name)).Append("--help").ToList();
        var hint = Nearest.To(name, known) is { } nearest ? $" Did you mean '{nearest}'?" : $" A path that begins with '-' is written after '--'.";
        return $"'{command.Name}' has no option '{name}'.{hint}";
    }
}
