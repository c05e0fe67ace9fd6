namespace Reliably.GitOps.Diagnostics;

/// <summary>
/// RLY11xx to RLY15xx: what the Chaos Toolkit refuses, or dies of, when it validates an experiment, whatever the machine.
/// </summary>
public static partial class DiagnosticCatalogue
{
    public static DiagnosticRule TitleMissing { get; } = new(
        "RLY1101", Severity.Error, "An experiment needs a title.", "Say in one sentence what you expect: 'title: Losing a replica is survived'.");

    public static DiagnosticRule DescriptionMissing { get; } = new(
        "RLY1102", Severity.Error, "An experiment needs a description.", "Say what it does and why: 'description: …'.");

    public static DiagnosticRule BadTag { get; } = new("RLY1103", Severity.Error, "A tag is text that is not empty, not {0}.");

    public static DiagnosticRule BadExtension { get; } = new("RLY1104", Severity.Error, "An extension is a mapping with a 'name' that is not empty.");

    public static DiagnosticRule MethodMissing { get; } = new(
        "RLY1105", Severity.Error, "An experiment needs a method.", "'method: []' is enough to look at the hypothesis alone.");

    public static DiagnosticRule WrongPart { get; } = new(
        "RLY1106", Severity.Error, "'{0}' must be {1}, not {2}: the Chaos Toolkit cannot read it.", "Leave the key out if there is nothing to say.");

    public static DiagnosticRule HypothesisTitleMissing { get; } = new(
        "RLY1107", Severity.Error, "A steady-state-hypothesis needs a title.", "Say what is normal: 'title: The shop answers'.");

    public static DiagnosticRule EmptyActivity { get; } = new("RLY1201", Severity.Error, "An activity must not be empty.", "Fill it in, or remove the '-'.");

    public static DiagnosticRule BadRef { get; } = new("RLY1202", Severity.Error, "'ref' is the name of another activity, as text that is not empty.");

    public static DiagnosticRule UnknownRef { get; } = new("RLY1203", Severity.Error, "No activity of the hypothesis or the method is called '{0}'.", "{1}");

    public static DiagnosticRule BadActivityType { get; } = new("RLY1204", Severity.Error, "An activity has the type probe or action, {0}.", "{1}");

    public static DiagnosticRule ActivityNameMissing { get; } = new("RLY1205", Severity.Error, "An activity needs a name.", "Add 'name:'; reports and the journal show it.");

    public static DiagnosticRule ProviderMissing { get; } = new(
        "RLY1206", Severity.Error, "An activity needs a provider.", "Add 'provider:' with 'type: process', 'type: http' or 'type: python'.");

    public static DiagnosticRule BadProviderType { get; } = new("RLY1207", Severity.Error, "A provider has the type process, http or python, {0}.", "{1}");

    public static DiagnosticRule BadActivityTimeout { get; } = new(
        "RLY1208", Severity.Error, "The timeout of an activity must be a number, not {0}.", "What counts when it runs is 'timeout' of the provider.");

    public static DiagnosticRule BadPause { get; } = new(
        "RLY1209", Severity.Error, "The pause '{0}' must be a number of seconds or a variable such as ${pause}, not {1}.");

    public static DiagnosticRule BadBackground { get; } = new("RLY1210", Severity.Error, "'background' must be true or false, not {0}.");

    public static DiagnosticRule ProcessPathMissing { get; } = new(
        "RLY1211", Severity.Error, "A process provider needs a 'path', as text.", "Name the program: 'path: curl'. Arguments go under 'arguments:'.");

    public static DiagnosticRule UrlMissing { get; } = new("RLY1212", Severity.Error, "An http provider needs a 'url'.");

    public static DiagnosticRule BadHeaders { get; } = new("RLY1213", Severity.Error, "'headers' must be a mapping of names to texts, not {0}.");

    public static DiagnosticRule PythonTargetMissing { get; } = new("RLY1214", Severity.Error, "A python provider needs '{0}', as text.");

    public static DiagnosticRule PathTakenLiterally { get; } = new(
        "RLY1215", Severity.Error, "The path '{0}' is looked for as it is written: {1}.", "Write the full path, or the name of a program on PATH.");

    public static DiagnosticRule BadPythonArguments { get; } = new(
        "RLY1216", Severity.Error, "The arguments of a python provider are a mapping of names to values, not {0}.", "Leave 'arguments' out where there are none.");

    public static DiagnosticRule BadActivityName { get; } = new("RLY1217", Severity.Error, "The name of an activity must be text, not {0}: the Chaos Toolkit cannot file it.");

    public static DiagnosticRule RelativeModule { get; } = new(
        "RLY1218", Severity.Error, "The module '{0}' is relative, and there is nothing here that it is relative to.", "Write its full name, such as chaosk8s.pod.probes.");

    public static DiagnosticRule ToleranceMissing { get; } = new(
        "RLY1301", Severity.Error, "A probe of the hypothesis needs a tolerance.", "For an http probe, 'tolerance: 200' asks for that status.");

    public static DiagnosticRule BadTolerance { get; } = new(
        "RLY1302", Severity.Error, "A tolerance is a whole number, a text, true or false, a list or a mapping, not {0}.", "For other numbers use {type: range, range: [low, high]}.");

    public static DiagnosticRule BadToleranceType { get; } = new(
        "RLY1303", Severity.Error, "A tolerance has the type regex, jsonpath, range or probe, {0}.", "{1}");

    public static DiagnosticRule TolerancePartMissing { get; } = new("RLY1304", Severity.Error, "A tolerance of type {0} needs '{1}', as {2}.");

    public static DiagnosticRule BadRegex { get; } = new("RLY1305", Severity.Error, "'{0}' is no regular expression: {1}");

    public static DiagnosticRule BadJsonPath { get; } = new(
        "RLY1306", Severity.Error, "'{0}' is no path for the Chaos Toolkit: {1}", "It begins with '$' and writes equality as a single '=': $.items[*][?(@.id = 1)].");

    public static DiagnosticRule BadRange { get; } = new("RLY1307", Severity.Error, "A range is a list of two numbers, the lower and the upper.");

    public static DiagnosticRule EnvironmentKeyMissing { get; } = new("RLY1401", Severity.Error, "An entry of type env needs the 'key' of an environment variable.");

    public static DiagnosticRule BadVariableType { get; } = new(
        "RLY1402", Severity.Error, "'{0}' is no type of a variable.", "{1}");

    public static DiagnosticRule BadDefault { get; } = new("RLY1403", Severity.Error, "The default cannot be read as {0}.");

    public static DiagnosticRule ImpossibleVariable { get; } = new(
        "RLY1404", Severity.Error, "No environment variable can be called '{0}', and there is no default.", "A name is not empty and has no '='.");

    public static DiagnosticRule BadControl { get; } = new("RLY1501", Severity.Error, "A control needs '{0}'.");

    public static DiagnosticRule BadControlScope { get; } = new("RLY1502", Severity.Error, "The scope of a control is before or after, not '{0}'.");

    public static DiagnosticRule UnknownControl { get; } = new("RLY1503", Severity.Error, "No control is called '{0}'.", "{1}");
}
