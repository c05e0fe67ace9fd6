using System.Collections.Immutable;
using System.Text;
using Reliably.GitOps.Documents;
using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>Starters as lines of text.</summary>
internal static class StarterText
{
    public static string List(IEnumerable<Starter> starters) => TextTable.Aligned(
    [
        ["STARTER", "KIND", "SERVICE", "WHAT IT DOES"],
        .. starters.Select(static starter => new[] { starter.Slug.Value, KindOf(starter), starter.Service ?? "-", starter.Title }),
    ]);

    /// <summary>All that is known of a starter, and its activity last, so that it can be copied.</summary>
    public static string Show(Starter starter, StarterCatalogue catalogue)
    {
        var text = new StringBuilder();
        text.Append(CellWidth.Visible(starter.Title)).Append('\n');
        foreach (var line in starter.Description.TrimEnd().Split('\n').Where(static line => line.Length > 0)) text.Append(CellWidth.Visible(line)).Append('\n');
        text.Append('\n').Append(TextTable.Aligned([.. Facts(starter, catalogue)]));
        if (starter.Arguments.Length > 0) text.Append('\n').Append(Arguments("ARGUMENT", starter.Arguments));
        if (starter.Configuration.Length > 0) text.Append('\n').Append(Arguments("CONFIGURATION", starter.Configuration));
        return text.Append('\n').Append(Activity(starter)).ToString();
    }

    /// <summary>The activity as YAML, its defaults filled in.</summary>
    public static string Activity(Starter starter) => ActivityText.AsItem(StarterFilling.Fill(starter, ImmutableDictionary<string, DataNode>.Empty));

    private static IEnumerable<string[]> Facts(Starter starter, StarterCatalogue catalogue)
    {
        yield return ["name", starter.Slug.Value + (catalogue.IsBuiltIn(starter.Slug) ? "" : " (of this repository)")];
        yield return ["kind", KindOf(starter)];
        yield return ["target", starter.Service is { } service ? $"{starter.Target}, {service}" : starter.Target];
        yield return ["calls", StarterProgram.Of(starter)];
        if (starter.Package is { } package) yield return ["needs", $"pip install {package}"];
        if (starter.Docs is { } docs) yield return ["docs", docs.AbsoluteUri];
        if (starter.Kind == ActivityType.Action) yield return ["rollback", starter.Rollback?.Value ?? "none"];
        if (starter.Related.Length > 0) yield return ["related", string.Join(", ", starter.Related)];
        if (starter.Tags.Length > 0) yield return ["tags", string.Join(", ", starter.Tags)];
    }

    private static string Arguments(string heading, ImmutableArray<StarterArgument> arguments) => TextTable.Aligned(
    [
        [heading, "TYPE", "DEFAULT", "WHAT IT IS"],
        .. arguments.Select(static argument => new[]
        {
            argument.Name,
            ArgumentRules.NameOf(argument.Type),
            argument.Required ? "required" : argument.Default is { } value ? JsonWriter.Compact(value) : "-",
            (argument.Title ?? "") + (argument.Choices.IsEmpty ? "" : $" ({string.Join(", ", argument.Choices.Select(PythonText.Of))})"),
        }),
    ]);

    private static string KindOf(Starter starter) => starter.Kind == ActivityType.Action ? "action" : "probe";
}
