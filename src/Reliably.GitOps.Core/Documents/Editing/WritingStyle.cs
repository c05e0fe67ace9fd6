namespace Reliably.GitOps.Documents.Editing;

/// <summary>How a document is written, so that what is added looks like what is there.</summary>
internal sealed record WritingStyle
{
    /// <summary>Longest line on which a mapping or list is still written with brackets.</summary>
    private const int LongestFlow = 120;

    public bool Json { get; init; }

    /// <summary>Blanks of one level.</summary>
    public int Unit { get; init; } = 2;

    /// <summary>Blanks before the dash of a list that is a key's value.</summary>
    public int DashIndent { get; init; }

    /// <summary>Whether small mappings are written with braces.</summary>
    public bool Flow { get; init; }

    /// <summary>Whether braces have a blank inside: <c>{ a: 1 }</c>.</summary>
    public bool Padded { get; init; }

    /// <summary>Of JSON: one value a line.</summary>
    public bool Expanded { get; init; }

    /// <summary>Whether a filled mapping or list is written on one line: nothing in it is deeper than a list of single values.</summary>
    public bool Fits(DataNode node, string flow, int column) => Flow && IsFlat(node) && column + flow.Length <= LongestFlow && !flow.Contains('\n', StringComparison.Ordinal);

    private static bool IsFlat(DataNode node) => node switch
    {
        DataNode.Sequence sequence => sequence.Items.All(IsSingle),
        DataNode.Mapping mapping => mapping.Entries.All(static entry => IsSingle(entry.Value) || (entry.Value is DataNode.Sequence list && IsFlat(list))),
        _ => true,
    };

    private static bool IsSingle(DataNode node) => node is not (DataNode.Sequence { Items.Length: > 0 } or DataNode.Mapping { Entries.Length: > 0 });

    /// <summary>The style of a document that is made here.</summary>
    public static WritingStyle Own { get; } = new() { Flow = true, Padded = true };

    public static WritingStyle Of(DocumentText text, SyntaxNode root, bool json)
    {
        var nodes = root.All().ToList();
        var blocks = nodes.Where(static node => !node.Flow && node.Kind is SyntaxKind.Mapping).ToList();
        var flows = nodes.Where(static node => node is { Flow: true, Kind: SyntaxKind.Mapping, Entries.Count: > 0 }).ToList();
        var below = blocks.SelectMany(static node => node.Entries).Where(entry => entry.Value is { Flow: false, Entries.Count: > 0 } && entry.Key is not null)
            .Select(entry => (entry.Value.Kind, Indent: text.Column(entry.Value.Entries[0].Start) - text.Column(entry.Start))).ToList();
        var (unit, dash) = (below.Find(static one => one is { Kind: SyntaxKind.Mapping, Indent: > 0 }).Indent, below.Find(static one => one.Kind == SyntaxKind.Sequence));
        return new()
        {
            Json = json,
            Unit = json ? JsonUnit(text, root) : unit is > 0 and <= 8 ? unit : 2,
            DashIndent = dash.Kind == SyntaxKind.Sequence && dash.Indent is > 0 and <= 8 ? dash.Indent : 0,
            Flow = blocks.Count == 0 || flows.Count > 0,
            Padded = flows.Count == 0 ? json : flows.Exists(node => text.Text.AsSpan(node.Start..node.End).Contains("{ ", StringComparison.Ordinal)),
            Expanded = text.HasBreak(root.Start, root.End),
        };
    }

    private static int JsonUnit(DocumentText text, SyntaxNode root)
    {
        var first = root.Entries.Find(entry => text.IsFirstOnLine(entry.Start));
        var indent = first is null ? 0 : text.Column(first.Start);
        return indent is > 0 and <= 8 ? indent : 2;
    }
}
