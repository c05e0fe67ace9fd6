using System.CommandLine;
using System.Globalization;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably explain [CODE…]</c>: the page of a finding, or the list of all.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var codes = new Argument<string[]>("code") { Description = "Codes of findings, such as RLY1203; a list of all when left out.", Arity = ArgumentArity.ZeroOrMore };
        var format = new Option<string>("--format") { Description = "text, markdown, or json for programs.", DefaultValueFactory = static _ => "text" };
        format.Among("text", "markdown", "json");
        var command = new Command("explain", "Explains a finding: why it matters, what the Chaos Toolkit does with it, how to mend it, with an example.") { codes, format };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(codes) ?? [], parsed.GetValue(format)!));
        return command;
    }

    private static int Run(Terminal terminal, string[] written, string format)
    {
        var rules = new List<DiagnosticRule>();
        foreach (var code in written)
        {
            var meant = DiagnosticRules.Nearest(code);
            if (meant is not null && meant.EndsWith(code.Trim(), StringComparison.OrdinalIgnoreCase)) rules.Add(DiagnosticRules.Find(meant)!);
            else return Unknown(terminal, code, meant);
        }

        if (rules.Count == 0) rules.AddRange(DiagnosticRules.All);
        terminal.Output.Write(format switch
        {
            "json" => Json(rules, whole: written.Length > 0),
            "markdown" => written.Length > 0 ? Pages(rules) : List(rules, static rule => $"- [{rule.Code}]({DiagnosticPages.AddressOf(rule.Code)}) {DiagnosticPages.TitleOf(rule)}"),
            _ when written.Length == 0 => List(rules, static rule => $"{rule.Code}  {FindingNames.Of(rule.Severity),-7}  {DiagnosticPages.TitleOf(rule)}"),
            _ => string.Join("\n", rules.Select(rule => PageText.Write(WithoutFoot(rule), terminal.Colour))),
        });
        return ExitCodes.Ok;
    }

    private static int Unknown(Terminal terminal, string code, string? meant)
    {
        terminal.Error.WriteLine($"reliably: no finding has the code '{code}'.");
        terminal.Error.WriteLine(meant is null ? "'reliably explain' lists all codes." : $"Did you mean {meant}? 'reliably explain' lists all codes.");
        return ExitCodes.WrongUsage;
    }

    private static string Pages(IEnumerable<DiagnosticRule> rules) =>
        string.Join("\n", rules.Select(static rule => DiagnosticPages.ReadForElsewhere(rule.Code) ?? $"# {rule.Code}\n\n{rule.Message}\n"));

    /// <summary>Links to other pages lead nowhere from a terminal; the page's own address does.</summary>
    private static string WithoutFoot(DiagnosticRule rule)
    {
        var page = Pages([rule]);
        var foot = page.LastIndexOf("\n---\n", StringComparison.Ordinal);
        return (foot < 0 ? page : page[..foot]) + "\n" + DiagnosticPages.AddressOf(rule.Code) + "\n";
    }

    private static string List(IEnumerable<DiagnosticRule> rules, Func<DiagnosticRule, string> line) =>
        rules.Aggregate(new StringBuilder(), (text, rule) => text.Append(CultureInfo.InvariantCulture, $"{line(rule)}\n")).ToString();

    private static string Json(IEnumerable<DiagnosticRule> rules, bool whole) => JsonWriter.Indented(DataNode.Mapping.Create(
        ("rules", new DataNode.Sequence([.. rules.Select(rule => Json(rule, whole))])))) + "\n";

    private static DataNode.Mapping Json(DiagnosticRule rule, bool whole)
    {
        var entry = DataNode.Mapping.Create(
            ("code", DataNode.Of(rule.Code)),
            ("severity", DataNode.Of(FindingNames.Of(rule.Severity))),
            ("title", DataNode.Of(DiagnosticPages.TitleOf(rule))),
            ("message", DataNode.Of(rule.Message)),
            ("hint", rule.Hint is null ? DataNode.None : DataNode.Of(rule.Hint)),
            ("page", DataNode.Of(DiagnosticPages.AddressOf(rule.Code))));
        return whole ? entry.With("markdown", DataNode.Of(DiagnosticPages.ReadForElsewhere(rule.Code) ?? "")) : entry;
    }
}
