namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY21xx: the shape of our own documents. RLY23xx: how documents belong together.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule WrongType { get; } = new("RLY2101", Severity.Error, "{0} must be {1}, not {2}.", "If it is meant as text, put it in quotes.");

    public static DiagnosticRule MissingKey { get; } = new("RLY2102", Severity.Error, "{0} needs the key '{1}'.", "Add '{1}:'.");

    public static DiagnosticRule UnknownKey { get; } = new("RLY2103", Severity.Error, "'{0}' is no key of {1}.", "{2}");

    public static DiagnosticRule NotOneOf { get; } = new("RLY2104", Severity.Error, "'{0}' must be one of {1}, not '{2}'.", "{3}");

    public static DiagnosticRule BadDuration { get; } = new(
        "RLY2105", Severity.Error, "'{0}' is no duration.", "{1}");

    public static DiagnosticRule BadSize { get; } = new(
        "RLY2106", Severity.Error, "'{0}' is no size.", "{1}");

    public static DiagnosticRule OutOfRange { get; } = new("RLY2107", Severity.Error, "'{0}' must be {1}.");

    public static DiagnosticRule EmptyText { get; } = new("RLY2108", Severity.Error, "{0} must not be empty.");

    public static DiagnosticRule BadName { get; } = new(
        "RLY2109", Severity.Error, "'{0}' is not the name of a document.", "A name is the path below its folder, without the extension.");

    public static DiagnosticRule BadUrl { get; } = new(
        "RLY2110", Severity.Error, "'{0}' is not a web address.", "It begins with https:// or http://.");

    public static DiagnosticRule NotYet { get; } = new(
        "RLY2111", Severity.Error, "'{0}' is not carried out by this version, so it is refused rather than ignored.", "Remove it.");

    public static DiagnosticRule SchemaRefuses { get; } = new(
        "RLY2112", Severity.Error, "The schema of {0} documents refuses this ({1}).", "'reliably schema {0}' prints the schema.");

    public static DiagnosticRule MissingReference { get; } = new("RLY2301", Severity.Error, "There is no {0} '{1}'.", "{2}");

    public static DiagnosticRule SameSlug { get; } = new(
        "RLY2302", Severity.Error, "Two files are the {0} '{1}': this one and {2}.", "A name leaves out the extension. Rename one of them.");

    public static DiagnosticRule ClashingSlug { get; } = new(
        "RLY2303", Severity.Error, "The name '{0}' differs from that of {1} only in case or in the form of its letters.", "Some file systems take them for one. Rename one of them.");

    public static DiagnosticRule ReservedSlug { get; } = new(
        "RLY2304", Severity.Error, "experiments/plan/ is kept for the experiments that plans make from templates.", "Move the file to another folder.");

    public static DiagnosticRule BrokenReference { get; } = new(
        "RLY2305", Severity.Warning, "The plan cannot be run: the {0} '{1}' has errors.", "Mend {2}.");

    public static DiagnosticRule NotAnExperiment { get; } = new(
        "RLY2306", Severity.Info, "{0} here without title, method and steady-state-hypothesis: not read as an experiment.",
        "Move data elsewhere, or name it under 'experiments: exclude' in reliably.yaml.");

    public static DiagnosticRule NamedTwice { get; } = new("RLY2308", Severity.Warning, "'{0}' is named twice.", "It would run twice.");
}
