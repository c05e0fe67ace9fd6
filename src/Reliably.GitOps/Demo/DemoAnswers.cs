using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reliably.GitOps.Demo;

internal sealed record Storefront(string Shop, string ServedBy, IReadOnlyList<string> OnOffer);

internal sealed record Order(int Number, string Total, string ServedBy);

internal sealed record ReplicaHealth(string State, int SlowMs);

internal sealed record ReplicaView(string Name, string State, int? Process, string? Address, int SlowMs);

internal sealed record ShopHealth(string Status, int Up, IReadOnlyList<ReplicaView> Replicas);

internal sealed record LoadResult(int Requests, int Succeeded, int Errors, double P50Ms, double P95Ms, double MaxMs);

internal sealed record Incident(int Id, string Title, string OpenedBy, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt);

internal sealed record IncidentList(int Open, IReadOnlyList<Incident> Incidents);

internal sealed record DemoProblem(string Error);

/// <summary>Whether the shop is as it should be, in the form that guards read.</summary>
internal sealed record Calm(bool Ok, string Reason)
{
    public static Calm Of(ShopHealth health, Incident? open)
    {
        if (open is not null) return new(false, $"an incident is open: {open.Title}");
        if (health.Replicas.FirstOrDefault(static replica => replica.State != "up") is { } down) return new(false, $"replica {down.Name} is down");
        return health.Replicas.FirstOrDefault(static replica => replica.SlowMs > 0) is { } slow
            ? new(false, $"replica {slow.Name} is slow")
            : new(true, "both replicas are up and quick, and no incident is open");
    }
}

[JsonSerializable(typeof(Storefront))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(ReplicaHealth))]
[JsonSerializable(typeof(ReplicaView))]
[JsonSerializable(typeof(ShopHealth))]
[JsonSerializable(typeof(LoadResult))]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(IncidentList))]
[JsonSerializable(typeof(DemoProblem))]
[JsonSerializable(typeof(Calm))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class DemoJson : JsonSerializerContext;

/// <summary>Answers of the demo system.</summary>
internal static class DemoAnswer
{
    /// <summary>
    /// The Chaos Toolkit parses a body only where the content type is exactly this, without a charset.
    /// </summary>
    private const string Json = "application/json";

    public static Task SendAsync<T>(HttpContext context, int status, T answer)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer, typeof(T), DemoJson.Default);
        return SendAsync(context, status, Json, bytes);
    }

    public static Task RefuseAsync(HttpContext context, int status, string why) => SendAsync(context, status, new DemoProblem(why));

    public static Task SendTextAsync(HttpContext context, string text) =>
        SendAsync(context, 200, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    public static Task SendAsync(HttpContext context, int status, string contentType, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
