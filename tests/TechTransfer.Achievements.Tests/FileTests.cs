using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;
using TechTransfer.ListingLife;
using TechTransfer.Listings;

namespace TechTransfer.Achievements.Tests;

/// <summary>Pictures and attachments: what is taken, what is left of a picture, and that a file is seen by whoever may see the section that names it.</summary>
public sealed class FileTests(AchievementWorld world) : IClassFixture<AchievementWorld>
{
    private static readonly byte[] Pdf = "%PDF-1.7\nfor those who may see it"u8.ToArray();

    [Fact]
    public async Task A_picture_is_kept_upright_in_five_sizes_and_nothing_of_its_file_is_left()
    {
        var id = await world.DraftAsync();
        var file = Pictured.Photo();
        Encoding.Latin1.GetString(file).ShouldContain(Pictured.Secret);
        var image = await AddAsync(id, "images", file, "IMG_0431 Changchun.jpg", alt: "试样");
        var listed = (await FilesAsync(world.Manager, id)).GetProperty("images").EnumerateArray().Single();
        listed.GetProperty("id").GetGuid().ShouldBe(image);
        listed.Text("alt").ShouldBe("试样");
        (listed.GetProperty("width").GetInt32(), listed.GetProperty("height").GetInt32()).ShouldBe((800, 1600));
        foreach (
            var (size, width, height, type) in new[]
            {
                ("320", 160, 320, "image/webp"),
                ("800", 400, 800, "image/webp"),
                ("1600", 800, 1600, "image/webp"),
                ("tile", 160, 160, "image/webp"),
                ("square", 600, 600, "image/jpeg"),
            }
        )
        {
            var (answered, bytes) = await ReadAsync(world.Manager, id, image, size);
            answered.ShouldBe(type);
            using var read = SKBitmap.Decode(bytes);
            (read.Width, read.Height).ShouldBe((width, height), size);
            var text = Encoding.Latin1.GetString(bytes);
            text.ShouldNotContain("Exif");
            text.ShouldNotContain("GPS");
        }
        // The quarter that was at the top left of the file is at the top right of the upright picture.
        using var upright = SKBitmap.Decode((await ReadAsync(world.Manager, id, image, "1600")).Bytes);
        IsOrange(upright.GetPixel(700, 100)).ShouldBeTrue();
        IsOrange(upright.GetPixel(100, 100)).ShouldBeFalse();
        IsOrange(upright.GetPixel(700, 1500)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("text", "no JPEG, PNG or WebP")]
    [InlineData("svg", "no JPEG, PNG or WebP")]
    [InlineData("gif", "no JPEG, PNG or WebP")]
    [InlineData("pdf", "no JPEG, PNG or WebP")]
    [InlineData("bomb", "60000 × 60000 pixels")]
    [InlineData("flat bomb", "pixels")]
    [InlineData("moving", "moves")]
    [InlineData("half", "broken")]
    [InlineData("beginning", "broken")]
    [InlineData("empty", "empty")]
    public async Task What_is_no_picture_is_refused_by_name_and_leaves_nothing(string what, string said)
    {
        var id = await world.DraftAsync();
        var file = what switch
        {
            "svg" => "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"u8.ToArray(),
            "gif" => "GIF89a\u0001\0\u0001\0\0\0\0;"u8.ToArray(),
            "pdf" => Pdf,
            "bomb" => Pictured.Bomb(60_000, 60_000),
            "flat bomb" => Pictured.Bomb(1_000_000, 60),
            "moving" => Pictured.Moving(),
            "half" => Pictured.Photo() is var whole ? whole[..(whole.Length / 2)] : [],
            "beginning" => [0xFF, 0xD8, 0xFF, 0xE0, 0, 1],
            "empty" => [],
            _ => "no picture at all"u8.ToArray(),
        };
        var problem = await UploadAsync(world.Manager, id, "images", file, "picture.png", 422);
        problem.Fields().ShouldBe(["file"]);
        problem.GetProperty("errors").GetProperty("file")[0].GetString()!.ShouldContain(said);
        await NothingIsStoredAsync(id);
    }

    [Fact]
    public async Task A_file_that_is_too_large_or_sent_as_something_else_is_refused_by_name()
    {
        var id = await world.DraftAsync();
        (await UploadAsync(world.Manager, id, "images", new byte[10 * 1024 * 1024 + 1], "large.jpg", 413)).Text("field").ShouldBe("file");
        (await UploadAsync(world.Manager, id, "attachments", new byte[10 * 1024 * 1024 + 1], "large.pdf", 413)).Text("field").ShouldBe("file");
        using var enormous = new HttpRequestMessage(HttpMethod.Post, $"{world.Root}/{id}/images")
        {
            Content = Form(new StreamContent(new MemoryStream(new byte[300_000_000])), "enormous.png"),
        };
        // So that the answer comes before all of it was sent.
        enormous.Headers.ExpectContinue = true;
        (await world.Manager.SendAsync(enormous, TestContext.Current.CancellationToken).BodyAsync(413)).Text("field").ShouldBe("file");
        await world.PostAsync(world.Manager, $"/{id}/images", new { file = "x" }, 415);
        (await UploadAsync(world.Manager, id, "images", Pictured.Drawn(9, 9, SKEncodedImageFormat.Png), "a.png", 422, new string('长', 201)))
            .Fields()
            .ShouldBe(["alt"]);
        await NothingIsStoredAsync(id);
    }

    [Fact]
    public async Task There_are_a_cover_and_six_more_pictures_and_one_can_become_the_cover()
    {
        var id = await world.DraftAsync();
        var picture = Pictured.Drawn(40, 30, SKEncodedImageFormat.Webp);
        var images = new List<Guid>();
        for (var i = 0; i < 7; i++)
            images.Add(await AddAsync(id, "images", picture, "p.webp"));
        (await UploadAsync(world.Manager, id, "images", picture, "eighth.webp", 422)).Fields().ShouldBe(["images"]);
        await world.PostAsync(world.Manager, $"/{id}/files/{images[3]}/cover", new { });
        (await IdsAsync(world.Manager, id, "images")).ShouldBe([images[3], images[0], images[1], images[2], images[4], images[5], images[6]]);
        await world.PostAsync(world.Manager, $"/{id}/files/{Guid.NewGuid()}/cover", new { }, 404);
        (await CountAsync(id)).ShouldBe(7);
        await world.SendAsync(world.Manager, HttpMethod.Delete, $"{world.Root}/{id}/files/{images[3]}", null, 200);
        (await IdsAsync(world.Manager, id, "images"))[0].ShouldBe(images[0]);
        (await CountAsync(id)).ShouldBe(6, "a draft that was never public keeps nothing");
        await ReadAsync(world.Manager, id, images[3], "320", 404);
    }

    [Fact]
    public async Task A_picture_is_public_as_long_as_the_version_that_names_it()
    {
        var id = await world.DraftAsync();
        var first = await AddAsync(id, "images", Pictured.Photo(), "a.jpg");
        await ReadAsync(world.Visitor, id, first, "800", 404);
        await ReadAsync(world.Other, id, first, "800", 404);
        await world.DoAsync(world.Manager, id, "submit");
        await ReadAsync(world.County, id, first, "800");
        await ReadAsync(world.Visitor, id, first, "800", 404);
        (await UploadAsync(world.Manager, id, "images", Pictured.Photo(), "locked.jpg", 409)).Text("state").ShouldBe("submitted");
        await world.DoAsync(world.Province, id, "publish");
        await ReadAsync(world.Visitor, id, first, "square");

        var second = await AddAsync(id, "images", Pictured.Photo(), "b.jpg");
        await world.SendAsync(world.Manager, HttpMethod.Delete, $"{world.Root}/{id}/files/{first}", null, 200);
        (await IdsAsync(world.Visitor, id, "images")).ShouldBe([first], "what is being revised is not public yet");
        await ReadAsync(world.Visitor, id, second, "800", 404);
        await ReadAsync(world.Manager, id, first, "800");
        await world.DoAsync(world.Manager, id, "submit");
        (await IdsAsync(world.County, id, "images", "?view=working")).ShouldBe([second]);
        await world.DoAsync(world.Province, id, "publish");
        (await IdsAsync(world.Visitor, id, "images")).ShouldBe([second]);
        await ReadAsync(world.Visitor, id, first, "800", 404);

        await world.DoAsync(world.Manager, id, "withdraw");
        await ReadAsync(world.Visitor, id, second, "800", 404);
        await ReadAsync(world.Manager, id, second, "800");
    }

    [Theory]
    [InlineData(null, false, false)]
    [InlineData("members", false, true)]
    [InlineData("public", true, true)]
    public async Task An_attachment_opens_to_whom_its_section_does(string? level, bool toVisitors, bool toMembers)
    {
        var content = world.Complete("带附件的成果");
        if (level is not null)
            content["disclosure"] = new JsonObject { ["attachments"] = level };
        var id = await world.DraftAsync(content: content);
        var file = await AddAsync(id, "attachments", Pdf, "检测报告.exe");
        await world.DoAsync(world.Manager, id, "submit");
        await world.DoAsync(world.Province, id, "publish");
        foreach (
            var (who, sees) in new[]
            {
                (world.Visitor, toVisitors),
                (world.Unverified, toVisitors),
                (world.Other, toMembers),
                (world.Member, true),
                (world.County, true),
            }
        )
        {
            (await IdsAsync(who, id, "attachments")).ShouldBe(sees ? [file] : []);
            await ReadAsync(who, id, file, null, sees ? 200 : 404);
        }
        using var answer = await world.Manager.GetAsync(
            new Uri($"{world.Root}/{id}/files/{file}", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("检测报告.exe.pdf");
        (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(Pdf);
    }

    [Theory]
    [InlineData("word/document.xml", null, 201)]
    [InlineData("xl/workbook.xml", null, 201)]
    [InlineData("ppt/presentation.xml", null, 201)]
    [InlineData("word/document.xml", "word/vbaProject.bin", 422)]
    [InlineData("index.html", null, 422)]
    public async Task Office_files_are_told_by_what_is_in_them(string part, string? another, int status)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var name in new[] { "[Content_Types].xml", part, another }.OfType<string>())
                zip.CreateEntry(name);
        var id = await world.DraftAsync();
        await UploadAsync(world.Manager, id, "attachments", bytes.ToArray(), "资料", status);
    }

    [Fact]
    public async Task The_file_of_another_listing_is_not_to_be_had_by_naming_it()
    {
        var secret = await world.DraftAsync();
        var image = await AddAsync(secret, "images", Pictured.Photo(), "a.jpg");
        var content = world.Complete("借用图片");
        content["images"] = new JsonArray(image.ToString(), "图一");
        var mine = await world.SubmittedAsync(world.Trusted, content);
        (await IdsAsync(world.Trusted, mine, "images")).ShouldBeEmpty();
        await ReadAsync(world.Trusted, mine, image, "800", 404);
        await ReadAsync(world.Visitor, secret, image, "800", 404);
        await ReadAsync(world.Visitor, mine, image, "enormous", 422);
    }

    private Task<JsonElement> FilesAsync(HttpClient who, Guid id, string query = "") => world.GetAsync(who, $"/{id}/files{query}");

    private async Task<Guid[]> IdsAsync(HttpClient who, Guid id, string role, string query = "") =>
        [.. (await FilesAsync(who, id, query)).GetProperty(role).EnumerateArray().Select(x => x.GetProperty("id").GetGuid())];

    private async Task<Guid> AddAsync(Guid id, string role, byte[] file, string name, string? alt = null) =>
        (await UploadAsync(world.Manager, id, role, file, name, 201, alt)).GetProperty("id").GetGuid();

    private Task<JsonElement> UploadAsync(HttpClient who, Guid id, string role, byte[] file, string name, int status, string? alt = null)
    {
        var form = Form(new ByteArrayContent(file), name);
        if (alt is not null)
            form.Add(new StringContent(alt), "alt");
        return who.PostAsync(new Uri($"{world.Root}/{id}/{role}", UriKind.Relative), form, TestContext.Current.CancellationToken).BodyAsync(status);
    }

    private static MultipartFormDataContent Form(HttpContent file, string name)
    {
        // What the sender calls it counts for nothing.
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return new MultipartFormDataContent { { file, "file", name } };
    }

    private async Task<(string? Type, byte[] Bytes)> ReadAsync(HttpClient who, Guid id, Guid file, string? size, int status = 200)
    {
        var query = size is null ? "" : "?size=" + size;
        using var answer = await who.GetAsync(
            new Uri($"{world.Root}/{id}/files/{file}{query}", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Headers.CacheControl?.Public.ShouldNotBe(true);
        return (answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private async Task NothingIsStoredAsync(Guid id)
    {
        (await CountAsync(id)).ShouldBe(0);
        var listing = await world.GetAsync(world.Manager, $"/{id}");
        listing.GetProperty("version").GetInt64().ShouldBe(1);
        (listing.TryGetProperty("images", out var images) && images.ValueKind == JsonValueKind.Array ? images.GetArrayLength() : 0).ShouldBe(0);
    }

    /// <summary>Files of the listing, each with its bytes.</summary>
    private async Task<int> CountAsync(Guid id)
    {
        await using var scope = world.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ListingsDbContext<AchievementContent>>();
        var files = await db.Files.Where(x => x.ListingId == id).Select(x => x.Id).ToListAsync();
        (await db.FileChunks.Where(x => !db.Files.Any(file => file.Id == x.FileId)).CountAsync()).ShouldBe(0, "no bytes without their file");
        return files.Count;
    }

    private static bool IsOrange(SKColor color) => color.Red > 200 && color.Blue < 80;
}
