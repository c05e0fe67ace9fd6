using System.CommandLine;
using Reliably.GitOps.Configuration;
using Reliably.GitOps.Dashboard;
using Reliably.GitOps.Processes;
using Reliably.GitOps.Schedules;
using Reliably.GitOps.Webhooks;

namespace Reliably.GitOps.Commands;

/// <summary><c>reliably serve</c>: watches Git remotes, runs the plans that are due, publishes what it saw.</summary>
internal static class ServeCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = new Option<string?>("--config") { Description = $"The server's configuration (default: {ServerConfigurationFile.DefaultName}, where it is there)." };
        var repository = new Option<string?>("--repository") { Description = "Instead of a configuration: path or URL of one Git remote. Its writers may use this machine." };
        var branch = new Option<string>("--branch") { Description = "Branch to watch, with --repository.", DefaultValueFactory = static _ => "main" };
        var credentials = new Option<string?>("--credentials") { Description = "File with the remote's credentials, with --repository." };
        var data = new Option<string?>("--data") { Description = "The service's own folder: claims, run records, outbox." };
        var poll = new Option<double>("--poll") { Description = "Seconds between two looks at the remote.", DefaultValueFactory = static _ => 30 };
        poll.AcceptOnlyFrom(0.1, 86400, "--poll is from 0.1 to 86400 seconds.");
        var listen = new Option<string?>("--listen") { Description = "Address of the private pages on loopback, such as 127.0.0.1:8080." };
        var once = new Option<bool>("--once") { Description = "One pass: look, run what is due, publish, end; exit code 1 if there was a problem." };
        var command = new Command("serve", "Watches Git remotes, runs the plans that are due, and publishes what it saw as commits.") { config, repository, branch, credentials, data, poll, listen, once };
        command.Validators.Add(result =>
        {
            if (result.GetValue(config) is not null && result.GetValue(repository) is not null) result.AddError("Give either --config or --repository.");
            if (result.GetValue(repository) is not null && result.GetValue(data) is null) result.AddError("--repository needs --data: a folder for claims, run records and what is not yet published.");
        });
        command.SetAction((parsed, stop) => RunAsync(
            terminal,
            Listening(
                parsed.GetValue(repository) is { } url
                    ? Shortcut(url, parsed.GetValue(branch)!, parsed.GetValue(credentials), parsed.GetValue(data)!, parsed.GetValue(poll))
                    : FromFile(terminal, parsed.GetValue(config), parsed.GetValue(data)),
                parsed.GetValue(listen)),
            parsed.GetValue(once),
            stop));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, ServerConfiguration configuration, bool once, CancellationToken stop)
    {
        ServiceProtection.Apply();
        var surroundings = new ServiceSurroundings
        {
            Variables = terminal.Variables,
            Clock = terminal.Clock,
            WorkingFolder = terminal.WorkingFolder,
        };
        var live = new LiveExecutions();
        var log = new LiveLog(new ServiceLog(terminal.Error, terminal.Clock), live, terminal.Clock);
        await using var service = new GitOpsService(configuration, surroundings, log);
        using var signals = new StopSignals(service.Kill);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, stop);
        await using var said = either.Token.Register(() => terminal.Error.WriteLine("Stopping: running experiments are interrupted and roll back. A second signal ends everything at once."));
        await using var pages = await ShowAsync(configuration, service, live, terminal);
        await service.OpenAsync(either.Token);
        await using var bot = once ? PullRequestBot.ForOnePass(configuration, service, surroundings, log) : await PullRequestBot.StartAsync(configuration, service, surroundings, log, either.Token);
        await (once ? OnceAsync(service, bot, log, either.Token) : WorkAsync(service, bot, either.Token));
        return once && log.Problems > 0 ? ExitCodes.Problems : ExitCodes.Ok;
    }

    /// <summary>A branch that cannot be reached keeps nobody from looking at pull requests.</summary>
    private static async Task OnceAsync(GitOpsService service, PullRequestBot? bot, LiveLog log, CancellationToken stop)
    {
        try
        {
            await service.ReconcileAsync(stop);
        }
        catch (CannotRunException exception) when (bot is not null)
        {
            log.Report(new ServiceEvent.Problem(exception.Message, exception.WhatToDo));
        }

        if (bot is not null) await bot.ReconcileAsync(stop);
    }

    /// <summary>Where one of the two ends, so does the other.</summary>
    private static async Task WorkAsync(GitOpsService service, PullRequestBot? bot, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] working = bot is null ? [service.RunAsync(either.Token)] : [service.RunAsync(either.Token), bot.RunAsync(either.Token)];
        await Task.WhenAny(working);
        await either.CancelAsync();
        await Task.WhenAll(working);
    }

    /// <summary>The private pages, where an address is set.</summary>
    private static async Task<DashboardServer?> ShowAsync(ServerConfiguration configuration, GitOpsService service, LiveExecutions live, Terminal terminal)
    {
        if (configuration.PrivateListen is not { } address) return null;
        var options = new DashboardOptions { Listen = address, ReadAsync = service.ReadReportAsync, Live = live, Clock = terminal.Clock };
        var pages = await DashboardServer.StartAsync(options, CancellationToken.None);
        await terminal.Error.WriteLineAsync($"Reports and live executions: {pages.Address}");
        return pages;
    }

    private static ServerConfiguration Listening(ServerConfiguration configuration, string? listen) =>
        listen is null ? configuration : configuration with { PrivateListen = listen };

    private static ServerConfiguration Shortcut(string url, string branch, string? credentials, string data, double poll) => new()
    {
        Data = data,
        PollInterval = TimeSpan.FromSeconds(poll),
        Repositories = [new() { Url = url, Branch = branch, CredentialsFile = credentials, Grants = new() { Deployments = ["local"] } }],
    };

    /// <exception cref="CannotRunException">The file is not there or has errors.</exception>
    private static ServerConfiguration FromFile(Terminal terminal, string? file, string? data)
    {
        var reading = ServerConfigurationFile.Read(terminal, file, "watch one repository with --repository URL --data DIR");
        foreach (var finding in reading.Diagnostics) terminal.Error.WriteLine($"{finding.Location}: {finding.Message}{(finding.Hint is { } hint ? " " + hint : "")}");
        var configuration = reading.Configuration ?? throw new CannotRunException($"The configuration '{file ?? ServerConfigurationFile.DefaultName}' has errors.", "'reliably doctor' says them too, and what else is missing.");
        return data is null ? configuration : configuration with { Data = data };
    }

    /// <summary>Says what happens, and shows it on the live page.</summary>
    private sealed class LiveLog(ServiceLog log, LiveExecutions live, TimeProvider clock) : IProgress<ServiceEvent>
    {
        private int problems;

        /// <summary>How many problems were said so far.</summary>
        public int Problems => Volatile.Read(ref problems);

        public void Report(ServiceEvent value)
        {
            log.Report(value);
            if (value is ServiceEvent.Problem) Interlocked.Increment(ref problems);
            switch (value)
            {
                case ServiceEvent.ExecutionStarted { Order: var order }: live.Start(order, clock.GetUtcNow()); break;
                case ServiceEvent.ExecutionProgress progress: live.Report(progress.Order.Id, progress.Event); break;
                case ServiceEvent.ExecutionEnded { Record: var record }: live.End(record); break;
                default: break;
            }
        }
    }
}
