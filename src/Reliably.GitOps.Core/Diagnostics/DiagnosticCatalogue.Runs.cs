namespace Reliably.GitOps.Diagnostics;

/// <summary>RLY22xx: what the Chaos Toolkit validates and then fails at or ignores when it runs, and forms that it calls deprecated.</summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule WouldAbort { get; } = new(
        "RLY2201", Severity.Warning, "'{0}' must be {1}, not {2}: the run would abort here.", "The Chaos Toolkit's own validation does not see this.");

    public static DiagnosticRule UnknownRefAtRun { get; } = new(
        "RLY2202", Severity.Warning, "No activity of the hypothesis or the method is called '{0}', so the run would fail here.", "{1}");

    public static DiagnosticRule UnknownStrategy { get; } = new("RLY2203", Severity.Warning, "'{0}' is no strategy of {1}.", "{2}");

    public static DiagnosticRule UnknownExperimentKey { get; } = new(
        "RLY2204", Severity.Warning, "'{0}' means nothing to the Chaos Toolkit in {1}; it is ignored.", "{2}");

    public static DiagnosticRule TagsAsText { get; } = new(
        "RLY2205", Severity.Warning, "'tags' is text, so every letter of it is a tag.", "Write a list: 'tags: [{0}]'.");

    public static DiagnosticRule SameActivityName { get; } = new(
        "RLY2206", Severity.Warning, "Another activity of the {0} is called '{1}' (line {2}); a 'ref' finds only one of them.", "Give each a name of its own.");

    public static DiagnosticRule HypothesisWithoutProbes { get; } = new(
        "RLY2207", Severity.Warning, "The hypothesis has no probes, so nothing is verified.", "Add at least one probe with a tolerance.");

    public static DiagnosticRule NeverMet { get; } = new(
        "RLY2208", Severity.Warning, "This tolerance is never met: the output of {0} provider is a mapping, not {1}.", "{2}");

    public static DiagnosticRule UnusedDefault { get; } = new(
        "RLY2209", Severity.Warning, "The Chaos Toolkit ignores the 'default' of a secret.", "Move the entry to 'configuration:', or set the variable.");

    public static DiagnosticRule LiteralSecret { get; } = new(
        "RLY2210", Severity.Warning, "This secret stands in the open, in the repository and in its history.", "Take it from the environment: {type: env, key: NAME}.");

    public static DiagnosticRule TakenForNothing { get; } = new(
        "RLY2211", Severity.Warning, "'{0}' should be {1}; the Chaos Toolkit takes {2} for nothing.", "Leave the key out if there is nothing to say.");

    public static DiagnosticRule ShouldBe { get; } = new("RLY2212", Severity.Warning, "'{0}' should be {1}, not {2}.");

    public static DiagnosticRule UndeclaredVariable { get; } = new(
        "RLY2213", Severity.Warning, "Nothing in 'configuration' or 'secrets' is called '{0}', so the text stays as it is.", "{1}");

    public static DiagnosticRule NotAPlaceholder { get; } = new(
        "RLY2214", Severity.Warning, "'{0}' is not replaced: between '${' and '}' stands a name of letters, digits and underscores, and nothing else.", "{1}");

    public static DiagnosticRule NotSubstituted { get; } = new(
        "RLY2215", Severity.Warning, "'{0}' of {1} is taken as it is written: '{2}' is not replaced.");

    public static DiagnosticRule MappingAsArguments { get; } = new(
        "RLY2216", Severity.Warning, "A mapping as arguments of a process is deprecated.", "Write a list, which keeps its order: [--name, value].");

    public static DiagnosticRule VaultWithoutPath { get; } = new(
        "RLY2217", Severity.Warning, "A vault secret without 'path' is deprecated, and is empty when it is read.", "Write {type: vault, path: …}; 'key' is one value of what lies there.");

    public static DiagnosticRule BadContribution { get; } = new("RLY2218", Severity.Warning, "'{0}' is no level of a contribution.", "{1}");

    public static DiagnosticRule VariableIsText { get; } = new(
        "RLY2219", Severity.Warning, "'{0}' must be a number of seconds, and '{1}' stands for text: the run would abort here.", "Give the configuration entry 'env_var_type: float', or a number.");

    public static DiagnosticRule RefToRef { get; } = new(
        "RLY2220", Severity.Warning, "'{0}' is itself only a reference, so the run would fail here.", "Refer to the activity that it stands for.");

    public static DiagnosticRule BackgroundIgnored { get; } = new(
        "RLY2221", Severity.Warning, "'background' means nothing in a hypothesis: its probes run one after the other.", "Remove it.");

    public static DiagnosticRule UnknownSecretGroup { get; } = new("RLY2222", Severity.Warning, "No group of 'secrets' is called '{0}'.", "{1}");

    public static DiagnosticRule IdleControl { get; } = new(
        "RLY2223", Severity.Warning, "A control without a provider of type python does nothing.", "Write 'provider: {type: python, module: …}'.");

    public static DiagnosticRule IdleProbe { get; } = new(
        "RLY2224", Severity.Warning, "This probe cannot run, so '{0}' would have no value: {1}", "The Chaos Toolkit leaves such an entry out and goes on.");

    public static DiagnosticRule ProgramWithArguments { get; } = new(
        "RLY2225", Severity.Warning, "'{0}' is looked for as the name of one program, blanks included.", "Put what follows the program under 'arguments:'.");

    public static DiagnosticRule EmptyRange { get; } = new(
        "RLY2226", Severity.Warning, "No number is between {0} and {1}: the lower bound comes first.", "Swap the two.");

    public static DiagnosticRule MisspeltStrategy { get; } = new("RLY2227", Severity.Warning, "'{0}' is the old spelling of '{1}' and is deprecated.", "Write '{1}'.");
}
