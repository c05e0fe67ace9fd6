using System.CommandLine;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Experiments;
using Reliably.GitOps.Starters;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably starter list | show | add</c>: ready activities to build experiments from.</summary>
internal static class StarterCommand
{
    public static Command Create(Terminal terminal) => new("starter", "Ready activities to build experiments from: list, show, add.")
    {
        CreateList(terminal),
        CreateShow(terminal),
        StarterAddCommand.Create(terminal),
    };

    private static Command CreateList(Terminal terminal)
    {
        var words = new Argument<string[]>("word") { Description = "Words to look for in name, title, description, tags and function; all must be found.", Arity = ArgumentArity.ZeroOrMore };
        var target = new Option<string?>("--target") { Description = "What they act on: process, http, kubernetes, aws, google-cloud, azure, prometheus, toxiproxy, load, or one of yours." };
        var service = new Option<string?>("--service") { Description = "The part of the target, such as pod or ec2." };
        var kind = new Option<string?>("--kind") { Description = "action (changes something) or probe (observes)." };
        kind.AcceptOnlyFromAmong("action", "probe");
        var format = Format("text", "json");
        var command = new Command("list", "The starters of this repository and those that come with the program.") { words, target, service, kind, format };
        command.SetAction(parsed => List(terminal, parsed.GetValue(format)!, new()
        {
            Target = parsed.GetValue(target),
            Service = parsed.GetValue(service),
            Kind = parsed.GetValue(kind) switch { "action" => ActivityType.Action, "probe" => ActivityType.Probe, _ => null },
            Words = [.. parsed.GetValue(words) ?? []],
        }));
        return command;
    }

    private static Command CreateShow(Terminal terminal)
    {
        var name = new Argument<string>("starter") { Description = "Its name, such as kubernetes/terminate-pods; the last part is enough where only one has it." };
        var format = Format("text", "json", "yaml");
        format.Description = "text; json with everything; yaml for the activity alone, ready to paste.";
        var command = new Command("show", "What a starter does, its arguments, its rollback, and its activity ready to paste.") { name, format };
        command.SetAction(parsed =>
        {
            var catalogue = StarterFolder.Read(terminal.WorkingFolder);
            var starter = StarterFolder.Find(catalogue, parsed.GetRequiredValue(name));
            terminal.Output.Write(parsed.GetValue(format) switch
            {
                "json" => StarterJson.OfOne(starter, catalogue),
                "yaml" => StarterText.Activity(starter),
                _ => StarterText.Show(starter, catalogue),
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static int List(Terminal terminal, string format, StarterFilter filter)
    {
        var catalogue = StarterFolder.Read(terminal.WorkingFolder);
        var all = catalogue.All.ToList();
        if (Unknown("target", filter.Target, all.Select(static one => one.Target)) is { } noTarget) return Wrong(terminal, noTarget);
        var services = all.Where(one => filter.Target is null || one.Target == filter.Target).Select(static one => one.Service).OfType<string>();
        if (Unknown("service", filter.Service, services) is { } noService) return Wrong(terminal, noService);
        var found = all.Where(filter.Selects).ToList();
        if (format == "json") terminal.Output.Write(StarterJson.OfMany(found, catalogue));
        else if (found.Count > 0) terminal.Output.Write(StarterText.List(found));
        terminal.Error.WriteLine(found.Count switch
        {
            0 => "No starter is like that. Leave a filter out, or look for fewer words.",
            1 => $"1 starter. 'reliably starter show {found[0].Slug}' tells more.",
            _ => FormattableString.Invariant($"{found.Count} starters. 'reliably starter show NAME' tells more."),
        });
        return ExitCodes.Ok;
    }

    private static string? Unknown(string what, string? typed, IEnumerable<string> known)
    {
        var names = known.Distinct().Order(StringComparer.Ordinal).ToList();
        if (typed is null || names.Contains(typed)) return null;
        return $"there is no {what} '{typed}'. {Nearest.Hint(typed, names, $"There are: {string.Join(", ", names)}.")}";
    }

    private static int Wrong(Terminal terminal, string message)
    {
        terminal.Error.WriteLine("reliably: " + message);
        return ExitCodes.WrongUsage;
    }

    private static Option<string> Format(params string[] formats)
    {
        var format = new Option<string>("--format") { Description = string.Join(" or ", formats) + ".", DefaultValueFactory = static _ => "text" };
        format.AcceptOnlyFromAmong(formats);
        return format;
    }
}
