from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("treatments", "0005_no_complications")]

    operations = [
        migrations.AddField(model_name="judgement", name="noted_on", field=models.DateField(null=True)),
    ]
