using System.Globalization;
using System.Runtime.InteropServices;

namespace Reliably.GitOps.Demo;

/// <summary>
/// What runs inside a replica's process: a tiny shop. It says its port on standard output, then its log, and ends when its standard input
/// does: that end belongs to the front door, which may have been killed.
/// </summary>
internal static class ReplicaServer
{
    public const int SlowestMilliseconds = 2000;

    public static async Task RunAsync(string name, TextWriter output, Stream input)
    {
        // Ctrl-C in a terminal reaches the whole process group; whether a replica ends is for the front door to say.
        using var deaf = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        await using var app = LoopbackHost.Create(0);
        Map(app, name, output);
        var address = await LoopbackHost.StartAsync(app, 0, CancellationToken.None);
        await output.WriteLineAsync(address.Port.ToString(CultureInfo.InvariantCulture));
        await output.FlushAsync();
        using var terminated = new CancellationTokenSource();
        using var polite = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            terminated.Cancel();
        });
        await EndOfInputAsync(input, terminated.Token);
        await output.WriteLineAsync($"replica {name}: no new requests, finishing");
        await app.StopAsync(CancellationToken.None);
    }

    private static void Map(WebApplication app, string name, TextWriter output)
    {
        var state = new ReplicaState();
        app.MapGet("/health", context => DemoAnswer.SendAsync(context, 200, new ReplicaHealth("up", state.SlowMilliseconds)));
        app.MapGet("/", async context =>
        {
            await state.TakeTimeAsync(context.RequestAborted);
            await DemoAnswer.SendAsync(context, 200, new Storefront("Corner Shop", name, ["bread", "coffee", "apples", "a very good cheese"]));
        });
        app.MapGet("/checkout", async context =>
        {
            await state.TakeTimeAsync(context.RequestAborted);
            var order = state.NextOrder();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"replica {name}: order {order} taken"));
            await DemoAnswer.SendAsync(context, 200, new Order(order, "EUR 12.40", name));
        });
        app.MapPost("/slow", async context =>
        {
            state.SlowMilliseconds = int.Parse(context.Request.Query["ms"].ToString(), CultureInfo.InvariantCulture);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"replica {name}: every answer takes {state.SlowMilliseconds} ms longer"));
            await DemoAnswer.SendAsync(context, 200, new ReplicaHealth("up", state.SlowMilliseconds));
        });
    }

    private static async Task EndOfInputAsync(Stream input, CancellationToken stop)
    {
        var buffer = new byte[64];
        try
        {
            // A read of a console handle does not listen to its token, so the wait does.
            while (await Task.Run(() => input.Read(buffer), CancellationToken.None).WaitAsync(stop) > 0)
            {
            }
        }
        catch (OperationCanceledException)
        {
            // SIGTERM: ends as if the input had.
        }
    }

    private sealed class ReplicaState
    {
        private int orders;

        public int SlowMilliseconds { get; set; }

        public int NextOrder() => Interlocked.Increment(ref orders);

        public Task TakeTimeAsync(CancellationToken stop) => SlowMilliseconds == 0 ? Task.CompletedTask : Task.Delay(SlowMilliseconds, stop);
    }
}
