using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;

namespace Reliably.GitOps.Documents;

/// <summary>
/// Findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), with what GitHub's code scanning asks for: rules with help, a
/// region for every result, addresses relative to the top of the clone, and fingerprints that survive when lines move.
/// </summary>
internal static class SarifLog
{
    private const string Root = "%SRCROOT%";
    private const string Home = "https://github.com/reliably/reliably-gitops";

    public static string Write(ValidationResult result)
    {
        var codes = result.Diagnostics.Select(static one => one.Code).Distinct().Order(StringComparer.Ordinal).ToList();
        var driver = Object(
            ("name", Text("Reliably GitOps")),
            ("semanticVersion", Text(typeof(SarifLog).Assembly.GetName().Version?.ToString(3) ?? "0.0.0")),
            ("informationUri", Text(Home)),
            ("rules", List(codes.Select(SarifRule.Of))));
        var prints = new SarifFingerprints(result.Texts);
        var run = Object(
            ("tool", Object(("driver", driver))),
            ("columnKind", Text("utf16CodeUnits")),
            ("originalUriBaseIds", Object((Root, Object(("description", Object(("text", Text("The top of the repository's clone.")))))))),
            ("results", List(result.Diagnostics.Select(one => Result(one, codes.IndexOf(one.Code), prints.Of(one))))));
        return JsonWriter.Indented(Object(
            ("$schema", Text("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")),
            ("version", Text("2.1.0")),
            ("runs", List([run])))) + "\n";
    }

    private static DataNode.Mapping Result(Diagnostic diagnostic, int rule, string fingerprint) => Object(
        ("ruleId", Text(diagnostic.Code)),
        ("ruleIndex", DataNode.Of(rule)),
        ("level", Text(Level(diagnostic.Severity))),
        ("message", Object(("text", Text(diagnostic.Hint is null ? diagnostic.Message : diagnostic.Message + " " + diagnostic.Hint)))),
        ("locations", List([Object(("physicalLocation", Object(("artifactLocation", Artifact(diagnostic.Location.File)), ("region", Region(diagnostic.Location.Span)))))])),
        ("partialFingerprints", Object(("reliablyFinding/v1", Text(fingerprint)))));

    private static DataNode.Mapping Artifact(string file) => Path.IsPathRooted(file)
        ? Object(("uri", Text("file://" + Escaped(file))))
        : Object(("uri", Text(Escaped(file))), ("uriBaseId", Text(Root)));

    private static string Escaped(string path) => Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal);

    /// <summary>Code scanning wants a region also for a finding about a whole file: its first line.</summary>
    private static DataNode.Mapping Region(SourceSpan span)
    {
        if (span.Start.Line < 1) return Object(("startLine", DataNode.Of(1)));
        var region = Object(("startLine", DataNode.Of(span.Start.Line)), ("startColumn", DataNode.Of(Math.Max(span.Start.Column, 1))));
        return span.End.Line < span.Start.Line
            ? region
            : region.With("endLine", DataNode.Of(span.End.Line)).With("endColumn", DataNode.Of(Math.Max(span.End.Column, 1)));
    }

    internal static string Level(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    internal static DataNode.Mapping Object(params (string Key, DataNode Value)[] fields) => DataNode.Mapping.Create(fields);

    internal static DataNode.Text Text(string text) => DataNode.Of(text);

    internal static DataNode.Sequence List(IEnumerable<DataNode> items) => new([.. items]);
}

/// <summary>What code scanning shows about a code: its sentence, what to do, and its page.</summary>
internal static class SarifRule
{
    private const int Longest = 1000;

    public static DataNode Of(string code)
    {
        var rule = DiagnosticRules.Find(code);
        var address = DiagnosticPages.AddressOf(code);
        if (rule is null) return SarifLog.Object(("id", SarifLog.Text(code)), ("helpUri", SarifLog.Text(address)));
        var sentence = Plain(rule.Message);
        var advice = rule.Hint is { } hint ? Plain(hint) : sentence;
        return SarifLog.Object(
            ("id", SarifLog.Text(code)),
            ("shortDescription", SarifLog.Object(("text", SarifLog.Text(sentence)))),
            ("fullDescription", SarifLog.Object(("text", SarifLog.Text(advice == sentence ? sentence : sentence + " " + advice)))),
            ("defaultConfiguration", SarifLog.Object(("level", SarifLog.Text(SarifLog.Level(rule.Severity))))),
            ("helpUri", SarifLog.Text(address)),
            ("help", SarifLog.Object(("text", SarifLog.Text(advice + " See " + address)), ("markdown", SarifLog.Text(DiagnosticPages.ReadForElsewhere(code) ?? $"{advice}\n\n[{code}]({address})")))),
            ("properties", SarifLog.Object(
                ("tags", SarifLog.List([SarifLog.Text(code.StartsWith("RLY1", StringComparison.Ordinal) ? "chaos-toolkit" : "policy")])),
                ("problem.severity", SarifLog.Text(rule.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "recommendation" })))));
    }

    /// <summary>The words of a rule with <c>…</c> for what is found.</summary>
    private static string Plain(string words)
    {
        for (var i = 0; i < 10; i++) words = words.Replace($"{{{i}}}", "…", StringComparison.Ordinal);
        words = words.Trim();
        return words.Length <= Longest ? words : words[..Longest];
    }
}

/// <summary>
/// Names a finding by its code, its JSON pointer and the text of its line, so that it stays the same finding when lines above it come and go.
/// Where several are alike in one file, they are numbered.
/// </summary>
internal sealed class SarifFingerprints(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> texts)
{
    private const int Characters = 200;
    private readonly Dictionary<(string File, string Print), int> seen = [];
    private (string File, SourceLines? Lines) current = ("", null);

    public string Of(Diagnostic diagnostic)
    {
        var file = diagnostic.Location.File;
        if (current.File != file) current = (file, texts.TryGetValue(file, out var text) ? SourceLines.Of(file, text.Span) : null);
        var line = current.Lines is { } lines ? lines[diagnostic.Location.Span.Start.Line].Trim() : default;
        if (line.Length > Characters) line = line[..Characters];
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{diagnostic.Code}\n{diagnostic.Pointer}\n{line}"));
        var print = Convert.ToHexStringLower(hash.AsSpan(0, 8));
        var number = seen[(file, print)] = seen.GetValueOrDefault((file, print)) + 1;
        return FormattableString.Invariant($"{print}:{number}");
    }
}
