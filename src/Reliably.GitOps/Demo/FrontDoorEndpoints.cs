using System.Globalization;

namespace Reliably.GitOps.Demo;

/// <summary>What the front door answers; docs/demo-system.md describes it for people.</summary>
internal static class FrontDoorEndpoints
{
    private const int LongestLoadSeconds = 60;
    private const int MostPerSecond = 200;
    private const int MostRequests = 500;

    public static void Map(WebApplication app, DemoSystem shop)
    {
        app.MapGet("/", context => SellAsync(context, shop));
        app.MapGet("/checkout", context => SellAsync(context, shop));
        app.MapGet("/health", context => HealthAsync(context, shop));
        app.MapGet("/calm", context => CalmAsync(context, shop));
        app.MapPost("/reset", context => ResetAsync(context, shop));
        app.MapPost("/load", context => LoadAsync(context, shop));
        app.MapGet("/latency", context => LatencyAsync(context, shop));
        app.MapPost("/replicas/{name}/{verb}", context => ReplicaAsync(context, shop));
        app.MapGet("/replicas/{name}/log", context => LogAsync(context, shop));
        MapIncidents(app, shop.Incidents);
        app.MapFallback(static context =>
            DemoAnswer.RefuseAsync(context, 404, $"There is no {context.Request.Method} {context.Request.Path}; docs/demo-system.md lists what there is."));
    }

    private static void MapIncidents(WebApplication app, IncidentBook incidents)
    {
        app.MapGet("/incidents", context => DemoAnswer.SendAsync(context, 200, incidents.All));
        app.MapGet("/incidents/open", context => incidents.NewestOpen is { } open
            ? DemoAnswer.SendAsync(context, 200, open)
            : DemoAnswer.RefuseAsync(context, 404, "No incident is open."));
        app.MapPost("/incidents", context => DemoAnswer.SendAsync(
            context, 201, incidents.Open(context.Request.Query["title"].FirstOrDefault("Something is wrong")!, "somebody")));
        app.MapPost("/incidents/close", context =>
        {
            incidents.CloseAll();
            return DemoAnswer.SendAsync(context, 200, incidents.All);
        });
    }

    private static async Task SellAsync(HttpContext context, DemoSystem shop)
    {
        if (await shop.Balancer.GetAsync(context.Request.Path.Value!, context.RequestAborted) is not { } answer)
        {
            await DemoAnswer.RefuseAsync(context, 503, "The shop is closed: no replica answers.");
            return;
        }

        context.Response.Headers["X-Served-By"] = "replica-" + answer.Replica;
        await DemoAnswer.SendAsync(context, answer.Status, "application/json", answer.Body);
    }

    private static async Task HealthAsync(HttpContext context, DemoSystem shop)
    {
        var health = await shop.HealthAsync(context.RequestAborted);
        await DemoAnswer.SendAsync(context, health.Up > 0 ? 200 : 503, health);
    }

    /// <summary>What a pre-check asks: is this a good moment for an experiment.</summary>
    private static async Task CalmAsync(HttpContext context, DemoSystem shop) =>
        await DemoAnswer.SendAsync(context, 200, Calm.Of(await shop.HealthAsync(context.RequestAborted), shop.Incidents.NewestOpen));

    private static async Task ResetAsync(HttpContext context, DemoSystem shop)
    {
        await shop.ResetAsync(context.RequestAborted);
        await HealthAsync(context, shop);
    }

    private static async Task LoadAsync(HttpContext context, DemoSystem shop)
    {
        if (Number(context, "seconds", 2) is not { } seconds || seconds is <= 0 or > LongestLoadSeconds
            || Number(context, "rps", 20) is not { } rate || rate is < 1 or > MostPerSecond)
        {
            await DemoAnswer.RefuseAsync(context, 400, $"seconds is above 0 and at most {LongestLoadSeconds}, rps from 1 to {MostPerSecond}.");
            return;
        }

        await DemoAnswer.SendAsync(context, 200, await shop.Traffic.StreamAsync(seconds, (int)rate, context.RequestAborted));
    }

    /// <summary>A bare number, so that a tolerance of type <c>range</c> can take <c>body</c> as its target.</summary>
    private static async Task LatencyAsync(HttpContext context, DemoSystem shop)
    {
        if (Number(context, "requests", 20) is not { } requests || requests is < 1 or > MostRequests)
        {
            await DemoAnswer.RefuseAsync(context, 400, $"requests is from 1 to {MostRequests}.");
            return;
        }

        await DemoAnswer.SendAsync(context, 200, (await shop.Traffic.BurstAsync((int)requests, context.RequestAborted)).P95Ms);
    }

    private static async Task ReplicaAsync(HttpContext context, DemoSystem shop)
    {
        if (ReplicaOf(context, shop) is not { } replica)
        {
            await RefuseReplicaAsync(context);
            return;
        }

        switch (context.Request.RouteValues["verb"])
        {
            case "start": await replica.StartAsync(context.RequestAborted); break;
            case "stop": await replica.StopAsync(); break;
            case "kill": await replica.KillAsync(); break;
            case "slow": await SlowAsync(context, shop, replica); return;
            default:
                await DemoAnswer.RefuseAsync(context, 404, "A replica can be told start, stop, kill or slow.");
                return;
        }

        await DemoAnswer.SendAsync(context, 200, await shop.ViewAsync(replica, context.RequestAborted));
    }

    private static async Task SlowAsync(HttpContext context, DemoSystem shop, Replica replica)
    {
        if (Number(context, "ms", null) is not { } delay || delay is < 0 or > ReplicaServer.SlowestMilliseconds)
        {
            await DemoAnswer.RefuseAsync(context, 400, $"ms is from 0 (not slow) to {ReplicaServer.SlowestMilliseconds}.");
            return;
        }

        if (await shop.SlowAsync(replica, (int)delay, context.RequestAborted))
            await DemoAnswer.SendAsync(context, 200, await shop.ViewAsync(replica, context.RequestAborted));
        else
            await DemoAnswer.RefuseAsync(context, 409, $"Replica {replica.Name} is down; start it first.");
    }

    /// <summary>A bad habit that real systems have: the log keeps who read it, credentials and all. Reports must mask them.</summary>
    private static Task LogAsync(HttpContext context, DemoSystem shop)
    {
        if (ReplicaOf(context, shop) is not { } replica) return RefuseReplicaAsync(context);
        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } who) replica.Log.Write("front door: this log was read with " + who);
        return DemoAnswer.SendTextAsync(context, replica.Log.Newest((int)(Number(context, "lines", 50) ?? 50)));
    }

    private static Replica? ReplicaOf(HttpContext context, DemoSystem shop) =>
        shop.Replicas.FirstOrDefault(replica => replica.Name == context.Request.RouteValues["name"] as string);

    private static Task RefuseReplicaAsync(HttpContext context) =>
        DemoAnswer.RefuseAsync(context, 404, "The replicas are a and b.");

    private static double? Number(HttpContext context, string key, double? otherwise)
    {
        var text = context.Request.Query[key].ToString();
        if (text.Length == 0) return otherwise;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
    }
}
