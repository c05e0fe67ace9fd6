using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY10xx and RLY20xx: texts that are no documents.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule NotYaml { get; } = new(
        "RLY1001", Severity.Error, "This is not YAML: {0}", "The Chaos Toolkit would not load it either.");

    public static DiagnosticRule NotJson { get; } = new(
        "RLY1002", Severity.Error, "This is not JSON: {0}", "JSON knows no comments and no comma after the last item.");

    public static DiagnosticRule NotText { get; } = new(
        "RLY1003", Severity.Error, "This is not a text in UTF-8: {0}", "Save the file as UTF-8 without control characters.");

    public static DiagnosticRule UnknownTag { get; } = new(
        "RLY1004", Severity.Error, "The tag '{0}' is not allowed.", "Only YAML's own !!str, !!int, !!float, !!bool, !!null, !!seq and !!map are.");

    public static DiagnosticRule SecondDocument { get; } = new(
        "RLY1005", Severity.Error, "A second YAML document begins here; a file holds one.", "Remove the '---', or move what follows into a file of its own.");

    public static DiagnosticRule BadAnchor { get; } = new("RLY1006", Severity.Error, "The anchor '{0}' {1}.");

    public static DiagnosticRule BadMerge { get; } = new(
        "RLY1007", Severity.Error, "'<<' merges a mapping or a list of mappings, not {0}.", "Quote it if the key is really called '<<'.");

    public static DiagnosticRule BadKey { get; } = new("RLY1008", Severity.Error, "{0} cannot be a key.", "Quote the key, or give it a plain name.");

    public static DiagnosticRule ImpossibleValue { get; } = new(
        "RLY1009", Severity.Error, "'{0}' reads as {1}, but there is no such value.", "Put it in quotes to make it a string.");

    public static DiagnosticRule TabOutsideText { get; } = new(
        "RLY1010", Severity.Error, "A tab stands between two values.", "YAML is indented and aligned with blanks; the Chaos Toolkit refuses tabs.");

    public static DiagnosticRule UnknownExtension { get; } = new(
        "RLY1011", Severity.Error, "Only files that end in .yaml, .yml or .json are documents.", "Rename the file.");

    public static DiagnosticRule EmptyDocument { get; } = new("RLY1012", Severity.Error, "The document is empty.");

    public static DiagnosticRule NotAMapping { get; } = new(
        "RLY1013", Severity.Error, "A document is a mapping of keys to values, not {0}.");

    public static DiagnosticRule ByteOrderMark { get; } = new(
        "RLY1014", Severity.Error, "A byte order mark stands before the JSON; the Chaos Toolkit would not load it.", "Save the file as UTF-8 without a byte order mark.");

    public static DiagnosticRule TooLarge { get; } = new(
        "RLY2001", Severity.Error, "The file is larger than {0}, the limit for a document.", "Split it, or move data out of it.");

    public static DiagnosticRule TooDeep { get; } = new(
        "RLY2002", Severity.Error, "Values are nested more than {0} levels deep.");

    public static DiagnosticRule TooManyValues { get; } = new(
        "RLY2003", Severity.Error, "The document has more than {0} values once its aliases are expanded.", "Use fewer aliases of large parts.");

    public static DiagnosticRule DuplicatedKey { get; } = new(
        "RLY2004", Severity.Warning, "The key '{0}' already stands in line {1}; this one counts, the other is ignored.", "Remove one of the two.");

    public static DiagnosticRule LinkNotFollowed { get; } = new(
        "RLY2005", Severity.Warning, "A symbolic link is not followed.", "Put the file itself here: in another clone the link may lead elsewhere.");

    public static DiagnosticRule NotAPlainFile { get; } = new("RLY2006", Severity.Error, "This is not a plain file.", "Remove the pipe, socket or device.");

    public static DiagnosticRule Unreadable { get; } = new("RLY2007", Severity.Error, "The file cannot be read: {0}", "Look at its permissions.");

    public static DiagnosticRule NameNotText { get; } = new(
        "RLY2008", Severity.Error, "The name of this file or folder is not text in UTF-8.", "Rename it: on another machine it would have another name.");

    public static DiagnosticRule MoreFindings { get; } = new(
        "RLY2009", Severity.Warning, "There are {0} more findings in this document.", "Mend the others first; many come from one mistake that is repeated.");

    /// <summary>Why a value that was read well is no document.</summary>
    public static Diagnostic NotADocument(string file, DataNode node) => node is DataNode.Null
        ? EmptyDocument.At(DocumentCursor.Root(file, node))
        : NotAMapping.At(DocumentCursor.Root(file, node), NodeNames.Of(node));
}
