using System.CommandLine;
using System.Globalization;
using Reliably.GitOps.Plans;
using Reliably.GitOps.Schedules;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably plan list | next | trigger</c>: what is planned in this folder, and asking a service for it.</summary>
internal static class PlanCommand
{
    public static Command Create(Terminal terminal) => new("plan", "What is planned: list, next, trigger.")
    {
        CreateList(terminal),
        CreateNext(terminal),
        CreateTrigger(terminal),
    };

    private static Option<string?> DataOption() =>
        new("--data") { Description = "Data folder of the service (default: the variable RELIABLY_DATA)." };

    private static Option<string?> RepositoryOption() =>
        new("--repository") { Description = "Which repository of the service, where it watches several: its path or URL." };

    private static Command CreateList(Terminal terminal)
    {
        var (data, repository) = (DataOption(), RepositoryOption());
        var command = new Command("list", "The plans of this folder: schedule, next time, last published result.") { data, repository };
        command.SetAction(parsed =>
        {
            var folder = PlanFolder.Read(terminal.WorkingFolder);
            var service = ServiceDesk.Find(terminal, parsed.GetValue(data), parsed.GetValue(repository), required: false);
            terminal.Output.Write(PlanTable.List(folder, terminal.Clock.GetUtcNow(), service?.Waiting() ?? new HashSet<string>()));
            foreach (var path in folder.Broken) terminal.Error.WriteLine($"reliably: {path} is broken and not listed; 'reliably validate' says why.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateNext(Terminal terminal)
    {
        var name = new Argument<string?>("plan") { Description = "Slug or path; all plans when left out.", Arity = ArgumentArity.ZeroOrOne };
        var count = new Option<int?>("--count") { Description = "How many times to show of each plan (default: 1 of all, 5 of a plan that is named)." };
        count.AcceptOnlyFrom(1, 1000, "--count is from 1 to 1000.");
        var command = new Command("next", "The next times that plans start by the clock, in their zones and in UTC.") { name, count };
        command.SetAction(parsed =>
        {
            var folder = PlanFolder.Read(terminal.WorkingFolder);
            Plan[] plans = parsed.GetValue(name) is { } only ? [folder.Find(only)] : [.. folder.Snapshot.Plans.Values];
            var now = terminal.Clock.GetUtcNow();
            var most = parsed.GetValue(count) ?? (plans is [_] ? 5 : 1);
            var instants = plans.Where(static plan => !plan.Suspended).SelectMany(plan => PlanClock.After(plan, now).Take(most).Select(instant => (Plan: plan, Instant: instant)))
                .OrderBy(static item => item.Instant.Nominal).ThenBy(static item => item.Plan.Slug).ToList();
            terminal.Output.Write(PlanTable.Next(instants));
            if (instants.Count == 0) terminal.Error.WriteLine(plans is [var one] ? WhyNever(one) : "reliably: no plan of this folder starts by the clock.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string WhyNever(Plan plan) => plan.Suspended
        ? $"reliably: '{plan.Slug}' is suspended."
        : $"reliably: '{plan.Slug}' does not start by the clock: {ScheduleText.Words(plan.Schedule)}.";

    private static Command CreateTrigger(Terminal terminal)
    {
        var name = new Argument<string>("plan") { Description = "Slug or path of the plan." };
        var (data, repository) = (DataOption(), RepositoryOption());
        var here = new Option<bool>("--here") { Description = "Run it here and now, on this folder as it is; nothing is published." };
        var command = new Command("trigger", "Starts a plan whatever its schedule says: asks a running service (--data), or runs it here (--here).") { name, data, repository, here };
        command.SetAction((parsed, stop) => parsed.GetValue(here)
            ? PlanHere.RunAsync(terminal, parsed.GetValue(name)!, stop)
            : Task.FromResult(Ask(terminal, parsed.GetValue(name)!, parsed.GetValue(data), parsed.GetValue(repository))));
        return command;
    }

    private static int Ask(Terminal terminal, string plan, string? data, string? repository)
    {
        var service = ServiceDesk.Find(terminal, data, repository, required: true)!;
        var id = service.Ask(plan, terminal.Variables.GetValueOrDefault("USER"), terminal.Clock.GetUtcNow());
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Asked the service at {service.DataFolder} for '{plan}' (request {id}). It starts within a second or two; its log and the next publication tell how it went."));
        return ExitCodes.Ok;
    }
}
