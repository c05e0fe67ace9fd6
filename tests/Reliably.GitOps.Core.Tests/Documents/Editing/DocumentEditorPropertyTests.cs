using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Drivers;
using Xunit.Abstractions;

namespace Reliably.GitOps.Documents.Editing;

/// <summary>Random documents and random edits: the result means what was wanted, and every line that was not touched is the same, byte for byte.</summary>
public class DocumentEditorPropertyTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_edit_of_a_plain_YAML_document_succeeds_and_touches_only_its_lines()
    {
        var (done, refused) = Try(1500, static random => new("d.yaml", RandomYaml.Document(random, anchors: false)));
        refused.ShouldBeLessThan(1 + done / 200);
    }

    [Fact]
    public void An_edit_of_a_document_with_anchors_is_done_right_or_refused()
    {
        var (done, refused) = Try(1500, static random => new("d.yaml", RandomYaml.Document(random, anchors: true)));
        done.ShouldBeGreaterThan(refused);
    }

    [Fact]
    public void Every_edit_of_a_JSON_document_succeeds_and_touches_only_its_lines()
    {
        var (done, refused) = Try(1500, static random => new("d.json", RandomEdits.Json(random)));
        refused.ShouldBe(0);
        done.ShouldBeGreaterThan(0);
    }

    private (int Done, int Refused) Try(int times, Func<Random, RepositoryFile> document)
    {
        var (done, refused, unread) = (0, 0, 0);
        Seeded.Each(times, random =>
        {
            var file = document(random);
            if (DocumentReader.TryParse(file, out ImmutableArray<Diagnostic> _) is not { } root)
            {
                unread++;
                return;
            }

            var (edit, wanted, path) = RandomEdits.Choose(random, root);
            var before = Encoding.UTF8.GetString(file.Content.Span);
            switch (DocumentEditor.Apply(file, edit))
            {
                case EditOutcome.Refused no:
                    refused++;
                    no.Reason.ShouldNotBeEmpty();
                    if (!before.Contains('&', StringComparison.Ordinal) && !HasTwins(file) && !EndsInBlock(before)) throw new ShouldAssertException($"{edit} was refused ({no}) in\n{before}");
                    break;
                case EditOutcome.Edited yes:
                    done++;
                    var after = Encoding.UTF8.GetString(yes.Content.Span);
                    var talk = $"{edit} in\n{before}\n--- makes\n{after}";
                    DocumentReader.TryParse(file with { Content = yes.Content }, out ImmutableArray<Diagnostic> _).ShouldBe(wanted, talk);
                    var pieces = before.Contains('*', StringComparison.Ordinal) && file.Path == "d.yaml" ? Piece.Of(YamlSyntax.Read(new(before.TrimStart('\uFEFF')))!, new(before.TrimStart('\uFEFF'))) : Piece.Of(root);
                    Untouched(before, after, Extent(pieces, path, edit), talk);
                    break;
            }
        });
        output.WriteLine($"{done} done, {refused} refused, {unread} not readable");
        (unread * 4).ShouldBeLessThan(done);
        return (done, refused);
    }

    /// <summary>A block text that the end of the file cuts short has no line break of its own, and would get one from anything written below it.</summary>
    private static bool EndsInBlock(string text) => !text.EndsWith('\n') && Regex.IsMatch(text, "[|>][+-]?( |\r?\n)");

    private static bool HasTwins(RepositoryFile file)
    {
        DocumentReader.TryParse(file, out ImmutableArray<Diagnostic> found);
        return found.Length > 0;
    }

    /// <summary>The lines, from 1, that an edit may touch: of the value and its key, and of a comma or dash beside it.</summary>
    private static (int First, int Last) Extent(Piece node, ImmutableArray<string> path, DocumentEdit edit)
    {
        var extent = (node.First, node.Last);
        for (var i = 0; i < path.Length; i++)
        {
            var last = i == path.Length - 1;
            if (last && (edit is DocumentEdit.Insert || node.Below.Count == 1)) return extent;
            var at = node.Below.FindIndex(piece => piece.Name == path[i]);
            var (piece, outer) = (node.Below[at], extent);
            extent = (node.IsList ? at > 0 ? node.Below[at - 1].Last : outer.First : piece.First, piece.Last);
            if (last && edit is DocumentEdit.Remove)
            {
                extent = (at > 0 ? Math.Min(node.Below[at - 1].Last, extent.First) : extent.First, at + 1 < node.Below.Count ? Math.Max(node.Below[at + 1].First, extent.Last) : extent.Last);
            }

            node = piece;
        }

        return extent;
    }

    /// <summary>A value or an entry, and its lines.</summary>
    private sealed record Piece(string? Name, int First, int Last, bool IsList, List<Piece> Below)
    {
        /// <summary>By the places that the reader gives to values; they say nothing of aliases.</summary>
        public static Piece Of(DataNode node, string? name = null, int first = 0)
        {
            var start = first > 0 ? first : node.Span.Start.Line;
            return new(name, start, Math.Max(start, node.Span.End.Line), node is DataNode.Sequence, node switch
            {
                DataNode.Mapping mapping => [.. mapping.Entries.Select(static entry => Of(entry.Value, entry.Name, entry.Key.Span.Start.Line))],
                DataNode.Sequence sequence => [.. sequence.Items.Select(static (item, n) => Of(item, n.ToString()))],
                _ => [],
            });
        }

        public static Piece Of(SyntaxNode node, DocumentText text, string? name = null, int from = -1) => new(
            name, text.LineNumber(from < 0 ? node.Start : from), text.LineNumber(node.End), node.Kind == SyntaxKind.Sequence,
            [.. node.Entries.Select((entry, n) => Of(entry.Value, text, entry.Key is null ? n.ToString() : entry.Name, entry.Start))]);
    }

    private static void Untouched(string before, string after, (int First, int Last) extent, string talk)
    {
        var old = Split(before);
        var made = Split(after);
        var head = extent.First - 1;
        var tail = Math.Max(0, old.Length - extent.Last);
        Texts(made.Take(head)).ShouldBe(Texts(old.Take(head)), $"the lines before {extent}: {talk}");
        // A block text that keeps its blank lines must not get more of them from what goes away below it.
        while (Regex.IsMatch(before, "[|>][+]") && tail > 1 && old[^tail].Trim().Length == 0) tail--;
        if (tail > 0) made.TakeLast(tail).ShouldBe(old.TakeLast(tail), $"the lines after {extent}: {talk}");
        // A blank line or a block text before a last line that goes away keeps its own line break.
        if (before.EndsWith('\n') || (!EndsInBlock(before) && !Regex.IsMatch(before, @"\n\r?\n"))) before.EndsWith('\n').ShouldBe(after.EndsWith('\n'), "the final newline: " + talk);
        if (before.Contains('\n', StringComparison.Ordinal)) made.SkipLast(1).All(line => line.EndsWith('\r') == old[0].EndsWith('\r')).ShouldBeTrue("line ends: " + talk);
        var survivors = Comments(old.Where((_, line) => line + 1 < extent.First || line + 1 > extent.Last));
        Comments(made).ShouldBe(Comments(old).Where(comment => survivors.Contains(comment) || Comments(made).Contains(comment)), "comments: " + talk);
    }

    private static string[] Split(string text) => text.Split('\n');

    private static IEnumerable<string> Texts(IEnumerable<string> lines) => lines.Select(static line => line.TrimEnd('\r'));

    private static List<string> Comments(IEnumerable<string> lines) => [.. lines.SelectMany(static line => Regex.Matches(line, @"#[ \t]?c\d+.*?\.").Select(static match => match.Value))];
}
