using System.Text.RegularExpressions;

namespace Reliably.GitOps.Diagnostics;

/// <summary>Findings whose codes begin alike: a section of the page that lists them. The first prefix that fits counts.</summary>
internal sealed partial record DiagnosticFamily(string Prefix, string Title, string Owner, string Words)
{
    private const string Toolkit = "a rule of the Chaos Toolkit";
    private const string Ours = "a rule of ours";

    private static readonly DiagnosticFamily[] All =
    [
        new("RLY10", "Texts that cannot be read", Toolkit, "Nothing can be said about what stands in such a file, so this is all that is said about it."),
        new("RLY11", "Experiments: the parts", Toolkit, "Title, description, tags, extensions, method, hypothesis."),
        new("RLY12", "Experiments: activities", Toolkit, "Probes and actions, wherever they stand, and their providers."),
        new("RLY13", "Experiments: tolerances", Toolkit, "What a probe of the hypothesis must give."),
        new("RLY14", "Experiments: configuration and secrets", Toolkit, "Values that an experiment takes from its surroundings."),
        new("RLY15", "Experiments: controls", Toolkit, "Python modules that are called around every step."),
        new("RLY16", "Experiments: what depends on the machine", "unknown until it runs", "A program, a variable or a module that may be there or not. Never an error: the file cannot know."),
        new("RLY20", "Files: our limits", Ours, "What keeps reading a repository quick and safe."),
        new("RLY213", "The server and GitHub", Ours, "What `reliably-server.yaml` says of pull requests and webhooks."),
        new("RLY21", "The shape of our documents", Ours, "Plans, templates, environments, deployments, integrations, starters and settings."),
        new("RLY22", "Experiments: beyond the Chaos Toolkit's validation", Ours, "`chaos validate` accepts it, and the run aborts or does not do what was meant."),
        new("RLY23", "How documents belong together", Ours, "Names that lead from one document to another."),
        new("RLY24", "Plans", Ours, "What runs when."),
        new("RLY255", "Starters", Ours, "Activities to build experiments from, and the arguments that they take."),
        new("RLY25", "Templates", Ours, "Parameters and the values that plans give them."),
        new("RLY265", "Deployments", Ours, "Where experiments run, and in what."),
        new("RLY26", "Environments", Ours, "Variables and references to secrets."),
        new("RLY27", "The server's configuration", Ours, "`reliably-server.yaml`."),
        new("RLY281", "Turning findings off", Ours, "`validation: ignore:` in `reliably.yaml`."),
        new("RLY28", "Advice", "may be [switched off](../validation.md) where it does not fit", "The experiment would run; it could tell you more, or do less harm. Each can be [switched off](validation.md) by code and path."),
        new("RLY29", "Arguments of known functions", Ours, "What an extension's function does not know, as far as our [starters](starters.md) know the function."),
    ];

    /// <summary>The Chaos Toolkit reads experiments only; of our own documents there is nothing to say.</summary>
    public bool IsAboutExperiments => Prefix.StartsWith("RLY1", StringComparison.Ordinal) || Prefix == "RLY22";

    public string Anchor => Title.ToLowerInvariant().Replace(":", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Replace(' ', '-');

    public static DiagnosticFamily Of(string code) =>
        Array.Find(All, family => code.StartsWith(family.Prefix, StringComparison.Ordinal)) ?? throw new InvalidOperationException($"{code} belongs to no family; add one to DiagnosticFamily.");

    /// <summary>A message with <c>…</c> for what is found.</summary>
    public static string Plain(string message) => Place().Replace(message, "…").Replace("….", "…", StringComparison.Ordinal);

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
