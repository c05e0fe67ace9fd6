using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Documents.Editing;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Starters;

namespace Reliably.GitOps.Reviews;

/// <summary>
/// Texts that would mend a finding: the word that was meant, the timeout, rollback or hypothesis that is missing. They are only proposals; who uses
/// one reads it again and sees that the finding is gone.
/// </summary>
internal static class DocumentFix
{
    private const string Meant = "Did you mean '";
    private const int Seconds = 30;
    private const int Ok = 200;

    /// <summary>The document mended; null where nothing simple would do.</summary>
    /// <param name="finding">What is wrong.</param>
    /// <param name="file">The document.</param>
    /// <param name="renamed">Names that documents had before this change, and have now.</param>
    public static ReadOnlyMemory<byte>? Of(Diagnostic finding, RepositoryFile file, IReadOnlyDictionary<string, string> renamed)
    {
        if (finding.Code == DiagnosticCatalogue.NoTimeout.Code) return Edited(file, DocumentEdit.InsertAt(finding.Pointer + "/timeout", DataNode.Of(Seconds)));
        if (finding.Code == DiagnosticCatalogue.NotUndone.Code) return WithRollback(finding, file);
        if (finding.Code == DiagnosticCatalogue.NothingVerified.Code) return WithHypothesis(file);
        return WithWord(finding, file, renamed);
    }

    private static ReadOnlyMemory<byte>? WithWord(Diagnostic finding, RepositoryFile file, IReadOnlyDictionary<string, string> renamed)
    {
        var (start, end) = (finding.Location.Span.Start, finding.Location.Span.End);
        if (start.Line == 0 || start.Line != end.Line || end.Column <= start.Column) return null;
        var lines = Encoding.UTF8.GetString(file.Content.Span).Split('\n');
        if (start.Line > lines.Length || end.Column - 1 > lines[start.Line - 1].Length) return null;
        var line = lines[start.Line - 1];
        var written = line[(start.Column - 1)..(end.Column - 1)];
        var quote = written.Length > 1 && written[0] is '"' or '\'' && written[^1] == written[0] ? written[..1] : "";
        var word = written[quote.Length..(written.Length - quote.Length)];
        var meant = finding.Hint is { } hint && hint.StartsWith(Meant, StringComparison.Ordinal) && hint.EndsWith("'?", StringComparison.Ordinal)
            ? hint[Meant.Length..^2]
            : finding.Code == DiagnosticCatalogue.MissingReference.Code ? renamed.GetValueOrDefault(word) : null;
        if (string.IsNullOrEmpty(meant)) return null;
        lines[start.Line - 1] = $"{line[..(start.Column - 1)]}{quote}{meant}{quote}{line[(end.Column - 1)..]}";
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    /// <summary>The rollback that the starter of an action names, filled with the action's own arguments.</summary>
    private static ReadOnlyMemory<byte>? WithRollback(Diagnostic finding, RepositoryFile file)
    {
        if (Root(file) is not { } root || finding.Pointer.Split('/') is not ["", "method", var number, ..] || !int.TryParse(number, out var index)) return null;
        var cursor = DocumentCursor.Root(file.Path, root);
        if (cursor.Field("method")?.Items().ElementAtOrDefault(index) is not { } action || AdvisedActivity.Of(action, AdvisedActivity.ValuesOf(cursor)) is not { } advised) return null;
        var known = advised.Function is var (module, function) ? KnownFunctions.Find(module, function) : advised.Command is { Commands: [var only] } ? KnownPrograms.Find(only) : null;
        if (known?.Rollback is not { } slug || BuiltInStarters.Find(slug) is not { } starter) return null;
        var use = StarterUse.Of(starter, root, WordsOf(advised));
        if (!use.Missing.IsEmpty || !use.Wrong.IsEmpty) return null;
        use = use with { Activity = use.Activity.With("name", DataNode.Of(StarterInsertion.FreeName(root, ((DataNode.Text)use.Activity["name"]!).Value))) };
        return Edited(file, [.. StarterInsertion.Edits(root, use, ExperimentPart.Rollbacks, "")]);
    }

    private static Dictionary<string, string> WordsOf(AdvisedActivity action)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        if (action.Function is null || action.Provider.Field("arguments")?.Node is not DataNode.Mapping arguments) return words;
        foreach (var entry in arguments.Entries) words[entry.Name] = entry.Value is DataNode.Text text ? text.Value : JsonWriter.Compact(entry.Value);
        return words;
    }

    /// <summary>A hypothesis of what the method asks already: its first HTTP probe, which must answer 200.</summary>
    private static ReadOnlyMemory<byte>? WithHypothesis(RepositoryFile file)
    {
        if (Root(file) is not { } root || root.Has(ExperimentReader.HypothesisKey)) return null;
        var probe = (root["method"] as DataNode.Sequence)?.Items.OfType<DataNode.Mapping>().FirstOrDefault(static one =>
            one["type"] is DataNode.Text { Value: "probe" } && one["name"] is DataNode.Text && one["provider"] is DataNode.Mapping provider && provider["type"] is DataNode.Text { Value: "http" });
        if (probe is null) return null;
        var asked = DataNode.Mapping.Create(
            ("type", DataNode.Of("probe")),
            ("name", DataNode.Of(StarterInsertion.FreeName(root, ((DataNode.Text)probe["name"]!).Value))),
            ("tolerance", DataNode.Of(Ok)),
            ("provider", probe["provider"]!));
        var hypothesis = DataNode.Mapping.Create(("title", DataNode.Of("It answers")), ("probes", new DataNode.Sequence([asked])));
        return Edited(file, DocumentEdit.InsertAt("/" + ExperimentReader.HypothesisKey, hypothesis, "method"));
    }

    private static DataNode.Mapping? Root(RepositoryFile file) => DocumentReader.TryParse(file, out Diagnostic? _) as DataNode.Mapping;

    private static ReadOnlyMemory<byte>? Edited(RepositoryFile file, params ImmutableArray<DocumentEdit> edits) =>
        DocumentEditor.Apply(file, edits) is EditOutcome.Edited { Content: var content } ? content : null;
}
