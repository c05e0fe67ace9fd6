using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.PullRequests;

/// <summary>
/// The grammar of comments: the first line alone, which begins with <c>/reliably</c> in its first column (so quotes and code blocks never speak to
/// us), words between blanks. Nothing of it ever reaches a shell. Safe for any text.
/// </summary>
public static class CommandGrammar
{
    /// <summary>What every command begins with.</summary>
    public const string Prefix = "/reliably";

    /// <summary>Characters of a line; nobody types more.</summary>
    public const int LongestLine = 2_000;

    private const int LongestName = 300;
    private const int MostValues = 50;
    private const int ShortestExecution = 4;
    private const int LongestExecution = 23;
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(24);

    /// <summary>Every verb with how it is typed, in the order of the help.</summary>
    public static ImmutableArray<CommandUsage> Usages { get; } =
    [
        new("help", "help", "what can be typed here"),
        new("validate", "validate", "looks at this pull request again"),
        new("status", "status", "the check, and what runs now"),
        new("explain", "explain [document]", "what a document does, in words; all that changed when left out"),
        new("run", "run <experiment|plan> [on <environment>] [dry] [at <sha>]", "runs it as this pull request has it, once, at one commit"),
        new("stop", "stop <execution|all> [skip-rollbacks]", "ends an execution, with its rollbacks"),
        new("pause", "pause <execution> [10m]", "holds an execution before its next activity"),
        new("resume", "resume <execution>", "lets a paused execution go on"),
        new("approve", "approve <execution>", "a second person's word (not there yet)"),
        new("emergency-stop", "emergency-stop on|off", "stops all that runs for this repository, and keeps new runs from starting"),
        new("new", "new <template> [as <name>] name=value …", "makes an experiment of a template, as a commit here"),
        new("add", "add <starter> to <experiment> [hypothesis|method|rollbacks] name=value …", "adds a starter's activity to an experiment, as a commit here"),
        new("ask", "ask <question>", "asks the assistant (not there yet)"),
        new("templatize", "templatize <experiment>", "makes a template of an experiment, as a commit here"),
    ];

    private static readonly ImmutableHashSet<string> Keywords = ["on", "off", "dry", "at", "to", "as", "all", "skip-rollbacks", "hypothesis", "method", "rollbacks"];

    /// <summary>Whether a word means something by itself where it stands alone.</summary>
    public static bool IsKeyword(string word) => Keywords.Contains(word);

    /// <summary>Reads a comment.</summary>
    /// <param name="body">Its whole Markdown.</param>
    public static CommandReading Read(string? body)
    {
        if (FirstLine(body) is not { } line) return CommandReading.None.One;
        if (line.Length > LongestLine) return Wrong("The line is longer than anybody types.", "help");
        if (line.EnumerateRunes().Any(static rune => rune == Rune.ReplacementChar || !CommandWord.Allows(rune))) return Wrong("The line holds characters that cannot be seen.", null);
        if (Question(line) is { } question) return question.Length > 0 ? new CommandReading.Read(new PullRequestCommand.Ask(question)) : Misused("ask");
        var words = CommandWord.Split(line[Prefix.Length..], out var wrong);
        if (wrong is not null) return Wrong(wrong, null);
        if (words is not [var verb, .. var rest]) return Wrong("The command is missing.", "help");
        return verb.IsQuoted || !Usages.Any(usage => usage.Verb == verb.Text) ? Unknown(verb) : Of(verb.Text, rest);
    }

    /// <summary>The first line where it speaks to us, without what ends it; null where it does not.</summary>
    public static string? FirstLine(string? body)
    {
        if (body is null || !body.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        if (body.Length > Prefix.Length && body[Prefix.Length] is not (' ' or '\t' or '\r' or '\n')) return null;
        var end = body.AsSpan().IndexOfAny('\r', '\n');
        return (end < 0 ? body : body[..end]).TrimEnd(' ', '\t');
    }

    private static CommandReading.Wrong Unknown(CommandWord verb) =>
        Wrong($"There is no command '{Shown(verb.Text)}'.", Nearest.To(verb.Text, Usages.Select(static usage => usage.Verb)) ?? "help");

    private static CommandReading Of(string verb, ImmutableArray<CommandWord> words)
    {
        PullRequestCommand? command = verb switch
        {
            "help" => words.IsEmpty ? new PullRequestCommand.Help() : null,
            "validate" => words.IsEmpty ? new PullRequestCommand.Validate() : null,
            "status" => words.IsEmpty ? new PullRequestCommand.Status() : null,
            "explain" => words.IsEmpty ? new PullRequestCommand.Explain(null) : words is [var document] && IsName(document) ? new PullRequestCommand.Explain(document.Text) : null,
            "run" => Run(words),
            "stop" => Stop(words),
            "pause" => Pause(words),
            "resume" => words is [var held] && IsExecution(held) ? new PullRequestCommand.Resume(held.Text) : null,
            "approve" => words is [var waiting] && IsExecution(waiting) ? new PullRequestCommand.Approve(waiting.Text) : null,
            "emergency-stop" => words is [var state] && (state.Is("on") || state.Is("off")) ? new PullRequestCommand.EmergencyStop(state.Text == "on") : null,
            "new" => New(words),
            "add" => Add(words),
            "templatize" => words is [var experiment] && IsName(experiment) ? new PullRequestCommand.Edit.Templatize(experiment.Text) : null,
            _ => null,
        };
        return command is not null ? new CommandReading.Read(command) : Misused(verb);
    }

    private static PullRequestCommand.Run? Run(ImmutableArray<CommandWord> words)
    {
        if (words is not [var target, ..] || !IsName(target)) return null;
        var run = new PullRequestCommand.Run(target.Text, null, false, null);
        for (var at = 1; at < words.Length; at++)
        {
            var value = at + 1 < words.Length ? words[at + 1] : null;
            if (words[at].Is("dry") && !run.Dry) run = run with { Dry = true };
            else if (words[at].Is("on") && run.Environment is null && value is not null && IsName(value)) (run, at) = (run with { Environment = value.Text }, at + 1);
            else if (words[at].Is("at") && run.At is null && CommitSha.TryParse(value?.Text.ToLowerInvariant(), out var commit)) (run, at) = (run with { At = commit }, at + 1);
            else return null;
        }

        return run;
    }

    private static PullRequestCommand.Stop? Stop(ImmutableArray<CommandWord> words) => words switch
    {
        [var one] when one.Is("all") || IsExecution(one) => new(one.Is("all") ? null : one.Text, false),
        [var one, var skip] when (one.Is("all") || IsExecution(one)) && skip.Is("skip-rollbacks") => new(one.Is("all") ? null : one.Text, true),
        _ => null,
    };

    private static PullRequestCommand.Pause? Pause(ImmutableArray<CommandWord> words) => words switch
    {
        [var one] when IsExecution(one) => new(one.Text, null),
        [var one, var time] when IsExecution(one) && Quantities.Duration(time.Text) is { } length && length > TimeSpan.Zero && length <= LongestPause => new(one.Text, length),
        _ => null,
    };

    private static PullRequestCommand.Edit.New? New(ImmutableArray<CommandWord> words) => words switch
    {
        [var template, var link, var name, .. var rest] when link.Is("as") => IsName(template) && IsName(name) && Values(rest) is { } values ? new(template.Text, name.Text, values) : null,
        [var template, .. var rest] when IsName(template) && Values(rest) is { } values => new(template.Text, null, values),
        _ => null,
    };

    private static PullRequestCommand.Edit.Add? Add(ImmutableArray<CommandWord> words)
    {
        if (words is not [var starter, var link, var experiment, .. var rest] || !link.Is("to") || !IsName(starter) || !IsName(experiment)) return null;
        var part = rest is [var first, ..] && (first.Is("hypothesis") || first.Is("method") || first.Is("rollbacks")) ? first.Text : null;
        return Values(part is null ? rest : rest[1..]) is { } values ? new(starter.Text, experiment.Text, part, values) : null;
    }

    private static ImmutableDictionary<string, string>? Values(ImmutableArray<CommandWord> words)
    {
        if (words.Length > MostValues || words.Any(static word => word.Name is null || !IsParameter(word.Name))) return null;
        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        return words.All(word => values.TryAdd(word.Name!, word.Value)) ? values.ToImmutable() : null;
    }

    /// <summary>What follows <c>ask</c>, as it is, quotes and all; null where another verb stands there.</summary>
    private static string? Question(string line)
    {
        var said = line[Prefix.Length..].Trim(' ', '\t');
        return said == "ask" ? "" : said.StartsWith("ask ", StringComparison.Ordinal) || said.StartsWith("ask\t", StringComparison.Ordinal) ? said["ask".Length..].Trim(' ', '\t') : null;
    }

    private static CommandReading.Wrong Misused(string verb) => new($"'{verb}' is typed in another way.", $"{Prefix} {Usages.First(usage => usage.Verb == verb).Line}");

    private static CommandReading.Wrong Wrong(string message, string? verb) => new(message, verb is null ? null : $"{Prefix} {Usages.First(usage => usage.Verb == verb).Line}");

    private static bool IsName(CommandWord word) => word.Text.Length is > 0 and <= LongestName && (word.IsQuoted ? word.Name is null : !word.Text.Contains('=', StringComparison.Ordinal)) && word.Text.Trim(' ', '\t').Length > 0;

    private static bool IsExecution(CommandWord word) =>
        !word.IsQuoted && word.Text.Length is >= ShortestExecution and <= LongestExecution && word.Text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsParameter(string name) => name.Length <= 100 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    private static string Shown(string word) => word.Length <= 40 ? word : word[..(char.IsHighSurrogate(word[39]) ? 39 : 40)] + "…";
}

/// <summary>How a command is typed.</summary>
/// <param name="Verb">Its word.</param>
/// <param name="Line">What stands after <c>/reliably</c>, with what may be left out in brackets.</param>
/// <param name="Does">What it does, as a part of a sentence.</param>
public sealed record CommandUsage(string Verb, string Line, string Does);
